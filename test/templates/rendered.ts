import { type Rendered, renderTemplate, type TemplateName, templateNames } from '../../templates';
import { letters, variants } from '../support/letters';

/** One form of a letter: its plain one, or a variant. */
export interface Form {
  readonly title: string;
  readonly name: TemplateName;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Every letter in every form it can take. */
export const forms: readonly Form[] = [
  ...templateNames.map((name) => ({ title: name, name, variables: letters[name] })),
  ...variants.map(({ name, when, change }) => ({
    title: `${name} ${when}`,
    name,
    variables: { ...letters[name], ...change },
  })),
];

/** Writes a letter whose variables may be wrong. */
export const render = (name: TemplateName, variables: unknown): Rendered => renderTemplate(name, variables as never);

export const all = (rendered: Rendered): string => Object.values(rendered).join('\n');

/** What a person sees of HTML: no style, no tags, no entities. */
export const seen = (html: string): string =>
  html
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]+>/g, '\n')
    .replace(/&(amp|lt|gt|quot|#x27|#x60|#x3D);/g, (_, name: string) => entities[name] ?? '?');

const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#x27': "'",
  '#x60': '`',
  '#x3D': '=',
};
