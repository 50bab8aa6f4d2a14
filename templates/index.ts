import { join } from 'node:path';
import type { z } from 'zod';
import { catalogue, type TemplateName, type TemplateVariables } from './catalogue';
import { type Compiled, compileFolder } from './engine';
import { oneLine } from './plain-text';
import { wrap } from './wrap';

export { catalogue, type TemplateName, templateNames, type TemplateVariables } from './catalogue';

export const locales = ['en'] as const;
export type Locale = (typeof locales)[number];

export interface Rendered {
  /** One line, at most 150 characters. */
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** A letter could not be written: variables do not fit the catalogue, or a template is wrong. Trying again does not help. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

const subjectLimit = 150;
const compiled = new Map<Locale, Record<keyof Rendered, ReadonlyMap<string, Compiled>>>();

/**
 * Writes a letter. `sender` is who the letter says it comes from.
 * @throws TemplateError naming the letter and the variable; never a variable's value.
 */
export function renderTemplate<N extends TemplateName>(
  name: N,
  variables: TemplateVariables<N>,
  locale: Locale = 'en',
  sender = 'Countersign',
): Rendered {
  const context = { ...parse(name, variables), sender: oneLine(sender, subjectLimit) };
  const templates = templatesOf(locale);
  const write = (format: keyof Rendered): string => {
    const template = templates[format].get(name);
    if (template === undefined) throw new TemplateError(`Letter "${name}" has no ${format} template in "${locale}"`);
    try {
      return template(context);
    } catch (error) {
      throw new TemplateError(`Letter "${name}", ${format}: ${error instanceof Error ? error.message : 'failed'}`);
    }
  };
  return {
    subject: oneLine(write('subject'), subjectLimit),
    html: tidy(write('html')),
    text: wrap(tidy(write('text'))),
  };
}

function parse(name: TemplateName, variables: unknown): Record<string, unknown> {
  const schema: z.ZodType<Record<string, unknown>> | undefined = Object.hasOwn(catalogue, name)
    ? catalogue[name]
    : undefined;
  if (schema === undefined) throw new TemplateError(`There is no letter "${name}"`);
  const parsed = schema.safeParse(variables);
  if (parsed.success) return parsed.data;
  const wrongs = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'variables'}: ${issue.message}`);
  throw new TemplateError(`Letter "${name}" cannot be written: ${wrongs.join('; ')}`);
}

function templatesOf(locale: Locale) {
  const known = compiled.get(locale);
  if (known !== undefined) return known;
  const folder = join(__dirname, locale);
  const templates = {
    subject: compileFolder(folder, 'subject'),
    html: compileFolder(folder, 'html'),
    text: compileFolder(folder, 'text'),
  };
  compiled.set(locale, templates);
  return templates;
}

/** No trailing spaces, no runs of empty lines, one newline at the end. */
function tidy(text: string): string {
  return `${text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
