import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  stringify,
} from 'yaml';
import { fileSchema } from './entry-schema';
import { type FileFault, partsOf, type Path, type Place, type ReadSource } from './file-fault';
import { faultsOfIssues, remedyOf } from './issue-faults';

/** No entry comes near it; what reads the nodes calls itself for each level. */
const deepest = 40;
const syntaxRemedy = 'Mend the YAML there; an editor that knows YAML shows where it begins.';

/** Reads one YAML document with the lists `mlses`, `approvers`, `plans` and `members`, any of which may be left out. */
export function readYaml(text: string): ReadSource {
  const lines = new LineCounter();
  const at = (offset: number, path: string, problem: string, remedy: string): FileFault => ({
    ...placeAt(lines, offset),
    path,
    problem,
    remedy,
  });
  const read = readNodes(text, lines);
  if (typeof read === 'number') {
    const remedy = `Nest at most ${deepest} levels.`;
    return { kind: 'faulty', faults: [at(read, '', 'It is nested too deep.', remedy)] };
  }
  const [document, second] = read;
  const syntax = [...(document?.errors ?? []), ...(document?.warnings ?? [])];
  const faults = syntax.map(({ pos, message }) => at(pos[0], '', `${message}.`, syntaxRemedy));
  if (second)
    faults.push(at(second.range[0], '', 'A second document begins here.', 'Write one document, without "---".'));
  if (faults.length > 0) return { kind: 'faulty', faults };
  try {
    return judge(document?.toJS() ?? {}, (path) => placeAt(lines, offsetOf(document, path)));
  } catch (cause) {
    // Names that stand for nothing, or for more than anybody writes.
    if (!(cause instanceof ReferenceError)) throw cause;
    const remedy = 'Write it out there, or put the anchor (&name) before its uses; one anchor can be used 100 times.';
    return { kind: 'faulty', faults: [at(0, '', `${cause.message}.`, remedy)] };
  }
}

/** One document for `readYaml`. */
export function writeYaml(content: object): string {
  return stringify(content, { aliasDuplicateObjects: false, lineWidth: 120 });
}

/** The documents of a text, or the offset at which it is nested too deep. */
function readNodes(text: string, lines: LineCounter): readonly Document.Parsed[] | number {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > deepest) return parser.offset;
  }
  tokens.push(...parser.end());
  return [...new Composer().compose(tokens, true, text.length)];
}

function judge(value: unknown, place: (path: Path) => Place): ReadSource {
  const parsed = fileSchema.safeParse(value, { error: remedyOf, reportInput: true });
  if (parsed.success) return { kind: 'read', source: { content: parsed.data, place } };
  const faults = faultsOfIssues(parsed.error.issues).map((fault) => ({ ...fault, ...place(partsOf(fault.path)) }));
  return { kind: 'faulty', faults };
}

function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { file: null, line, column: col };
}

/** Where the name or the list item that a path leads to begins; as far as it leads. */
function offsetOf(document: Document.Parsed | undefined, path: Path): number {
  let node = document?.contents as Node | null | undefined;
  let offset = node?.range?.[0] ?? 0;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document!);
    const next = childOf(node, part);
    if (!next) break;
    node = next.value;
    offset = next.at?.range?.[0] ?? offset;
  }
  return offset;
}

function childOf(node: Node | null | undefined, part: string | number) {
  if (isSeq<Node>(node)) {
    const item = typeof part === 'number' ? node.items[part] : undefined;
    return item && { at: item, value: item };
  }
  if (!isMap<Node, Node>(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
  return pair && { at: pair.key, value: pair.value };
}
