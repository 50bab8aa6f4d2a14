import { Composer, type Document, Lexer, LineCounter, Parser, stringify } from 'yaml';
import { fileSchema } from './entry-schema';
import { type FileFault, partsOf, type Path, type Place, type ReadSource } from './file-fault';
import { faultsOfIssues, remedyOf } from './issue-faults';
import { aliasesOf, offsetsOf } from './yaml-places';

/** No entry comes near it; what reads the nodes calls itself for each level. */
const deepest = 40;
const syntaxRemedy = 'Mend the YAML there; an editor that knows YAML shows where it begins.';
const aliasRemedy = 'Write it out there; an anchor (&name) stands before its uses, and 100 of them are taken.';

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
  if (!document) return judge({}, () => placeAt(lines, 0));
  const aliases = aliasesOf(document);
  if (aliases.faults.length > 0) {
    return {
      kind: 'faulty',
      faults: aliases.faults.map(({ offset, problem }) => at(offset, '', problem, aliasRemedy)),
    };
  }
  try {
    const offsetOf = offsetsOf(document, aliases);
    return judge(document.toJS() ?? {}, (path) => placeAt(lines, offsetOf(path)));
  } catch (cause) {
    // An anchor that is used more often than anybody does.
    if (!(cause instanceof ReferenceError)) throw cause;
    return { kind: 'faulty', faults: [at(0, '', `${cause.message}.`, aliasRemedy)] };
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
