import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { isWebUrl } from './fields';

/** The only helpers a template may call, besides `if`, `unless` and `each`. */
const helpers = {
  /** A link target. @throws when it is not an http(s) URL: a scheme like `javascript:` would pass HTML escaping. */
  url(value: unknown): string {
    if (typeof value !== 'string' || !isWebUrl(value)) throw new Error('a link target is not an http(s) URL');
    return value;
  },
  /** The short form of a request id that stands in subjects. */
  ref(requestId: string): string {
    return `CS-${requestId.slice(0, 8)}`;
  },
  /** A code in two groups, easier to read and to type. */
  spaced(code: string): string {
    return `${code.slice(0, 3)} ${code.slice(3)}`;
  },
};

export const helperNames: readonly string[] = [...Object.keys(helpers), 'if', 'unless', 'each'];

const knownHelpers = Object.fromEntries(Object.keys(helpers).map((name) => [name, true]));

/** A compiled template: variables in, text out. */
export type Compiled = (variables: object) => string;

/**
 * The templates of one locale folder and one format, compiled. Strict: an unknown variable fails instead of printing nothing. Only
 * HTML is escaped; the text formats print what is there.
 */
export function compileFolder(folder: string, format: 'html' | 'text' | 'subject'): ReadonlyMap<string, Compiled> {
  const engine = Handlebars.create();
  engine.registerHelper(helpers);
  const options = { strict: true, knownHelpersOnly: true, knownHelpers, noEscape: format !== 'html' };
  const compile = ([name, source]: readonly [string, string]) =>
    [name, engine.compile<object>(source, options)] as const;
  for (const [name, partial] of sources(join(folder, 'partials'), format).map(compile)) {
    engine.registerPartial(name, partial);
  }
  return new Map(sources(folder, format).map(compile));
}

function sources(folder: string, format: string): (readonly [string, string])[] {
  const ending = `.${format}.hbs`;
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => [file.slice(0, -ending.length), readFileSync(join(folder, file), 'utf8')]);
}
