import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Where PATH has the program. */
export async function onPath(name: string, env: NodeJS.ProcessEnv): Promise<string> {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    const path = join(folder, file);
    if (await isProgram(path)) return path;
  }
  throw new Error(`no ${name} in any folder of PATH`);
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
