// What the compiler leaves behind: templates, pages, style sheets and migrations are read from beside the compiled code.
import { cpSync } from 'node:fs';

const assets = /\.(hbs|css|sql|svg)$/;
const folders = ['templates', 'web', 'mail', 'store'];
for (const folder of folders) {
  cpSync(folder, `dist/${folder}`, { recursive: true, filter: (path) => !/\.[^/]+$/.test(path) || assets.test(path) });
}
