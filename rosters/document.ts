import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { type SheetModel, sheetOf } from './sheet';
import { rosterId, type SignedRoster } from './signed-roster';

/** The sheet's template and styles, for whoever prints it on a page of theirs. */
export const sheetTemplate = readFileSync(join(__dirname, 'sheet.hbs'), 'utf8');
export const sheetStyles = readFileSync(join(__dirname, 'sheet.css'), 'utf8');

const render = Handlebars.compile<SheetModel>(sheetTemplate, {
  strict: true,
  knownHelpersOnly: true,
  knownHelpers: { each: true },
});

/** The roster as a document of its own: nothing in it is fetched, nothing in it runs. */
export function rosterDocument(roster: SignedRoster): string {
  const model = sheetOf(roster);
  const heading = `Roster of grants of ${model.mls}, ${model.at}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${Handlebars.escapeExpression(heading)}</title>
<style>
${sheetStyles}
body { margin: 0; font-family: system-ui, sans-serif; }
@page roster {
  @top-left { content: ${cssText(heading)}; }
  @bottom-left { content: ${cssText(`SHA-256 of the signed file: ${rosterId(roster)}`)}; font: 7pt monospace; }
}
</style>
</head>
<body>
${render(model)}
</body>
</html>
`;
}

/** A text that style sheets take as it is, whatever stands in it. */
function cssText(text: string): string {
  const escaped = text.replace(/[^A-Za-z0-9 .,:-]/gu, (letter) => `\\${letter.codePointAt(0)!.toString(16)} `);
  return `"${escaped}"`;
}
