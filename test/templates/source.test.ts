import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { z } from 'zod';
import { catalogue, templateNames } from '../../templates';
import { helperNames } from '../../templates/engine';
import { forms } from './rendered';

const folder = join(__dirname, '../../templates/en');
const formats = ['html', 'text', 'subject'] as const;
const read = (under: string) =>
  readdirSync(under)
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => ({ file, source: readFileSync(join(under, file), 'utf8') }));
const letterFiles = read(folder);
const partialFiles = read(join(folder, 'partials'));

/** Names a template may use beside its letter's own: what the renderer adds. */
const added = ['sender'];

/** The dotted paths of a schema; a list's elements stand under `name[]`. What may be null stands there with what it holds. */
function pathsOf(schema: z.core.$ZodType, prefix = ''): string[] {
  const inner = schema as z.ZodType & { shape?: Record<string, z.ZodType>; element?: z.ZodType };
  if (schema instanceof z.ZodNullable) return [...new Set([prefix, ...pathsOf(schema.unwrap(), prefix)])];
  if (inner.shape) {
    return Object.entries(inner.shape).flatMap(([key, value]) => pathsOf(value, prefix ? `${prefix}.${key}` : key));
  }
  if (inner.element) return [prefix, ...pathsOf(inner.element, `${prefix}[]`)];
  return [prefix];
}

type Node = hbs.AST.Node;
interface Use {
  readonly path: string;
  readonly isHelper: boolean;
  /** It decides whether, or how often, something is printed. */
  readonly isCondition?: boolean;
}

/** Every path and helper a template uses, partials followed with their own parameters put in place. */
class Walk extends Handlebars.Visitor {
  readonly uses: Use[] = [];
  #scope = '';
  #parameters: ReadonlyMap<string, string> = new Map();
  readonly #partial: (name: string) => hbs.AST.Program;

  constructor(partial: (name: string) => hbs.AST.Program) {
    super();
    this.#partial = partial;
  }

  #note(node: Node): void {
    if (node.type !== 'PathExpression') return this.accept(node);
    const { original } = node as hbs.AST.PathExpression;
    const path = this.#resolve(original);
    if (path !== 'literal') this.uses.push({ path, isHelper: false });
  }

  /** The path from the letter's variables: out of the parameters of a partial and the scope of a list. */
  #resolve(original: string): string {
    const local = this.#parameters.get(original);
    if (local !== undefined || this.#scope === '') return local ?? original;
    return original === 'this' ? `${this.#scope}[]` : `${this.#scope}[].${original}`;
  }

  #call(node: hbs.AST.MustacheStatement | hbs.AST.SubExpression | hbs.AST.BlockStatement): void {
    const isCall = node.params.length > 0 || node.hash?.pairs?.length > 0;
    const path = node.path as hbs.AST.PathExpression;
    if (isCall) this.uses.push({ path: path.original, isHelper: true });
    else this.#note(path);
    node.params.forEach((param) => this.#note(param));
    node.hash?.pairs.forEach((pair) => this.#note(pair.value));
  }

  override MustacheStatement(node: hbs.AST.MustacheStatement): void {
    this.#call(node);
  }
  override SubExpression(node: hbs.AST.SubExpression): void {
    this.#call(node);
  }
  override BlockStatement(node: hbs.AST.BlockStatement): void {
    this.#call(node);
    const before = this.#scope;
    const path = this.#resolve((node.params[0] as hbs.AST.PathExpression).original);
    this.uses.push({ path, isHelper: false, isCondition: true });
    if (node.path.original === 'each') this.#scope = path;
    this.accept(node.program);
    if (node.inverse) this.accept(node.inverse);
    this.#scope = before;
  }
  override DecoratorBlock(node: hbs.AST.DecoratorBlock): void {
    this.accept(node.program);
  }
  override PartialStatement(node: hbs.AST.PartialStatement): void {
    this.#enter(node);
  }
  override PartialBlockStatement(node: hbs.AST.PartialBlockStatement): void {
    this.#enter(node);
    this.accept(node.program);
  }
  #enter(node: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement): void {
    const name = (node.name as hbs.AST.PathExpression).original;
    // Blocks and inline partials stand in the calling template and are walked there.
    if (['@partial-block', 'headline', 'preheader'].includes(name)) return;
    const before = this.#parameters;
    node.hash?.pairs.forEach((pair) => this.#note(pair.value));
    this.#parameters = new Map(
      node.hash?.pairs.map(({ key, value }) => {
        const path =
          value.type === 'PathExpression' ? this.#resolve((value as hbs.AST.PathExpression).original) : 'literal';
        return [key, path] as const;
      }),
    );
    this.accept(this.#partial(name));
    this.#parameters = before;
  }
}

function usesOf(source: string, format: string): readonly Use[] {
  const walk = new Walk((name) => {
    const found = partialFiles.find(({ file }) => file === `${name}.${format}.hbs`);
    if (!found) throw new Error(`no partial ${name} for ${format}`);
    return Handlebars.parse(found.source);
  });
  walk.accept(Handlebars.parse(source));
  return walk.uses;
}

/** All that stands there: of a list's elements, that of each. */
const valuesAt = (variables: unknown, path: string): readonly unknown[] =>
  path.split('.').reduce<unknown[]>(
    (values, key) =>
      values.flatMap((value) => {
        const found = (value as Record<string, unknown> | null)?.[key.replace('[]', '')];
        return key.endsWith('[]') ? found : [found];
      }),
    [variables],
  );

const sourceOf = (name: string, format: string) =>
  letterFiles.find(({ file }) => file === `${name}.${format}.hbs`)?.source ?? '';

test('every letter has its three templates, and every template its letter', () => {
  const wanted = templateNames.flatMap((name) => formats.map((format) => `${name}.${format}.hbs`));
  expect(letterFiles.map(({ file }) => file).toSorted()).toEqual(wanted.toSorted());
});

describe.each([...letterFiles, ...partialFiles])('[case 61] $file', ({ file, source }) => {
  test('prints nothing unescaped', () => {
    expect(source).not.toMatch(/\{\{\{|\{\{~?&/);
  });

  test('holds mustaches in attributes only between quotes', () => {
    expect(source).not.toMatch(/=\s*\{\{[^}]*\}\}(?=[\s>/])(?<=<[^>]*)/);
    expect(source).not.toMatch(/\b(?:href|src|action)=(?!"\{\{url [\w.]+\}\}")/);
    expect(source).not.toMatch(/\bon\w+\s*=|<script|<img|<form|<link|url\(/i);
  });

  test('calls known helpers only', () => {
    const format = file.split('.').at(-2) ?? '';
    for (const { path, isHelper } of usesOf(source, format)) {
      if (isHelper) expect(helperNames).toContain(path);
    }
  });
});

test('[case 61] nothing in the engine makes a SafeString', () => {
  for (const file of readdirSync(join(folder, '..')).filter((name) => name.endsWith('.ts'))) {
    expect(readFileSync(join(folder, '..', file), 'utf8')).not.toMatch(/SafeString|toHTML|allowProto/);
  }
});

describe.each(templateNames)('[case 63] the letter %s', (name) => {
  const known = pathsOf(catalogue[name]);
  const used = formats.map((format) => usesOf(sourceOf(name, format), format).filter(({ isHelper }) => !isHelper));

  test('uses only what its schema knows', () => {
    for (const { path } of used.flat()) expect([...known, ...added]).toContain(path);
  });

  test('uses all that its schema knows', () => {
    const paths = new Set(used.flat().map(({ path }) => path));
    expect(known.filter((path) => !paths.has(path))).toEqual([]);
  });

  test('takes every branch, and leaves it, in one form or another', () => {
    const conditions = new Set(used.flat().flatMap(({ path, isCondition }) => (isCondition ? [path] : [])));
    for (const path of conditions) {
      const values = forms.filter((form) => form.name === name).flatMap(({ variables }) => valuesAt(variables, path));
      const isTaken = values.map((value) => (Array.isArray(value) ? value.length > 0 : Boolean(value)));
      // A list that is never empty has no branch without it.
      const isNeverEmpty = ['steps', 'text', 'items', 'attached', 'findings[].lines'].includes(path);
      expect([path, isTaken.includes(true), isTaken.includes(false)]).toEqual([path, true, !isNeverEmpty]);
    }
  });

  test('text and HTML say the same', () => {
    const [html, text] = used.map((uses) => new Set(uses.map(({ path }) => path)));
    const htmlOnly = [...(html ?? [])].filter((path) => !text?.has(path));
    // The preheader is a summary; a text letter has none.
    expect(htmlOnly).toEqual(name === 'denied' ? ['because'] : []);
    expect([...(text ?? [])].filter((path) => !html?.has(path))).toEqual([]);
  });
});
