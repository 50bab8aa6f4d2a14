import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chainPicture, type PictureStep } from './chain-picture';

/** The picture of a chain as an SVG file: its style is in it, light or dark as whoever looks at it prefers. */
export function pictureFile(steps: readonly PictureStep[], asker: string): string {
  return `${chainPicture(steps, { asker, style: ownStyle() })}\n`;
}

/** The pages' rules for a picture, and what those use of the pages' theme. */
function ownStyle(): string {
  const rules = readSheet('picture.css');
  const used = [...readSheet('theme.css').matchAll(/(--[a-z-]+): ([^;]+);/g)].flatMap(([, name, value]) =>
    name === '--paper' || rules.includes(`var(${name})`) ? [{ name, value: value! }] : [],
  );
  // Viewers of files know the media query, and not all of them light-dark().
  const inDark = used.flatMap(({ name, value }) => {
    const [, , dark] = lightDark.exec(value) ?? [];
    return dark ? [`${name}:${dark}`] : [];
  });
  const inLight = used.map(({ name, value }) => `${name}:${lightDark.exec(value)?.[1] ?? value}`);
  return [
    `:root{color-scheme:light dark;background:var(--paper);${inLight.join(';')}}`,
    `@media(prefers-color-scheme:dark){:root{${inDark.join(';')}}}`,
    rules
      .replace(/\/\*.*?\*\//gs, '')
      .replace(/\s+/g, ' ')
      .trim(),
  ].join('');
}

const lightDark = /^light-dark\((\S+), (\S+)\)$/;

function readSheet(file: string): string {
  return readFileSync(join(__dirname, 'pages', file), 'utf8');
}
