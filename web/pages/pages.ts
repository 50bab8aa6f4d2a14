import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Handlebars from 'handlebars';
import { sheetStyles, sheetTemplate } from '../../rosters/document';
import { chainPicture, type PictureStep } from '../chain-picture';
import type { Frame, PageModels } from './models';

const knownHelpers = { if: true, each: true, unless: true, with: true, chainPicture: true };
/** No `{{{raw}}}` stands in any page; `strict` refuses what a model lacks. */
const options = { strict: true, knownHelpersOnly: true, knownHelpers, preventIndent: true };

export interface Pages {
  /** The page as HTML. @throws when a template asks for what its model lacks: a bug, found by the page's test. */
  render<P extends keyof PageModels>(page: P, frame: Frame, model: PageModels[P]): string;
  readonly stylesheet: { readonly path: string; readonly text: string };
}

/** Compiles all pages once. */
export function loadPages(site: { readonly operatorName: string; readonly supportEmail: string }): Pages {
  const engine = Handlebars.create();
  // The one thing that pages print as it is: the picture escapes every text itself.
  engine.registerHelper(
    'chainPicture',
    (steps: readonly PictureStep[], asker: string, goal: string) =>
      new Handlebars.SafeString(chainPicture(steps, { asker, goal })),
  );
  engine.registerPartial('roster-sheet', engine.compile<object>(sheetTemplate, options));
  const compile = (file: string) => engine.compile<object>(readFileSync(file, 'utf8'), options);
  for (const file of templates(join(__dirname, 'partials'))) {
    engine.registerPartial(basename(file, '.hbs'), compile(file));
  }
  const pages = new Map(templates(__dirname).map((file) => [basename(file, '.hbs'), compile(file)]));

  const sheets = ['theme.css', 'countersign.css', 'picture.css', 'datamart.css', 'mails.css', 'grants.css'];
  const own = sheets.map((file) => readFileSync(join(__dirname, file), 'utf8'));
  const text = [...own, sheetStyles].join('\n');
  const path = `/assets/countersign.${createHash('sha256').update(text).digest('hex').slice(0, 12)}.css`;

  return {
    stylesheet: { path, text },
    render(page, frame, model) {
      const template = pages.get(page);
      if (!template) throw new Error(`There is no page "${page}".`);
      const { operatorName, supportEmail } = site;
      return template({ ...model, frame: { ...frame, operatorName, supportEmail, stylesheet: path } });
    },
  };
}

function templates(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => join(folder, file));
}
