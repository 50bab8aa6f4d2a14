// What the compiler leaves behind: templates, pages, style sheets and migrations are read from beside the compiled code.
import { cpSync, rmSync } from 'node:fs';

const assets = /\.(hbs|css|sql|svg)$/;
const folders = ['templates', 'web', 'mail', 'store', 'rosters'];
// A migration that was renamed must not run a second time under its old name.
rmSync('dist/store/migrations', { recursive: true, force: true });
for (const folder of folders) {
  cpSync(folder, `dist/${folder}`, { recursive: true, filter: (path) => !/\.[^/]+$/.test(path) || assets.test(path) });
}
