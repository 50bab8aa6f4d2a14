import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '../../app/chromium';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'countersign-path-'))));
afterAll(() => rmSync(folder, { recursive: true }));

test('Chromium is the one that is set, or the first on PATH by whatever name, or none', async () => {
  expect(await findChromium('/somewhere/chrome', {})).toBe('/somewhere/chrome');
  expect(await findChromium(undefined, { PATH: folder })).toBeUndefined();
  for (const name of ['google-chrome', 'chromium']) {
    writeFileSync(join(folder, name), '#!/bin/sh\n');
    chmodSync(join(folder, name), 0o755);
    expect(await findChromium(undefined, { PATH: folder })).toBe(join(folder, name));
  }
});
