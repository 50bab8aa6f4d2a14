import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createChromiumPrinter } from '../../rosters/chromium';
import { rosterDocument } from '../../rosters/document';
import { rosterId, signRoster } from '../../rosters/signed-roster';
import { auditKeyOf } from '../../secrets/audit-key';
import { chromiumPath, inBrowser } from '../support/browser';
import { day, granted, key, rosterWith } from '../support/rosters';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'countersign-paper-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const many = Array.from({ length: 12 }, (_, index) =>
  granted(`grant-${index}`, {
    began: day(index),
    ask: { product: { name: `Häuser №${index}`, url: `https://h${index}.example` } },
    keys: Array.from({ length: 3 }, (_each, generation) => key(`k${index}.${generation}`)),
  }),
);
const roster = signRoster(auditKeyOf(Buffer.alloc(32, 9)), rosterWith(many));

/** The text of a PDF as people read it, where the machine has a reader. */
function textOf(pdf: Uint8Array): string | undefined {
  const file = join(folder, 'roster.pdf');
  writeFileSync(file, pdf);
  try {
    return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

inBrowser(
  'a roster becomes a PDF of several pages, each with its heading, number and the hash that binds it',
  async () => {
    const printout = await createChromiumPrinter(chromiumPath).print(rosterDocument(roster));
    if (printout.kind !== 'printed') throw new Error(printout.because);
    const pages = Buffer.from(printout.pdf)
      .toString('latin1')
      .match(/\/Type \/Page\b/g)!.length;
    expect(pages).toBeGreaterThan(1);
    const text = textOf(printout.pdf);
    if (text === undefined) return;
    for (const page of Array.from({ length: pages }, (_, index) => index + 1)) {
      expect(text).toContain(`Page ${page} of ${pages}`);
    }
    const bound = new RegExp(`SHA-256 of the signed file: ${rosterId(roster)}`, 'g');
    expect(text.match(bound)).toHaveLength(pages);
    expect(text.match(/Roster of grants of Harbor MLS, Aug 11, 2026/g)).toHaveLength(pages);
    for (const { product } of roster.grants) expect(text).toContain(product.name);
  },
);

inBrowser('what is printed runs nothing, whatever got into it', async () => {
  const script = '<p id="probe">as it was</p><script>probe.textContent = "changed"</script>';
  const printout = await createChromiumPrinter(chromiumPath).print(
    rosterDocument(roster).replace('<body>', `<body>${script}`),
  );
  if (printout.kind !== 'printed') throw new Error(printout.because);
  expect(textOf(printout.pdf) ?? 'as it was').toContain('as it was');
});

test('where there is no Chromium, it says so', async () => {
  expect(await createChromiumPrinter(undefined).print('')).toEqual({
    kind: 'unavailable',
    because: 'There is no Chromium here. Install it, or name it by COUNTERSIGN_CHROMIUM.',
  });
});

test('one that fails says why, and the next document is tried anew', async () => {
  const program = join(folder, 'no-chromium');
  writeFileSync(program, '#!/bin/sh\necho "something else" >&2\necho "no usable sandbox" >&2\nexit 1\n');
  chmodSync(program, 0o700);
  const printer = createChromiumPrinter(program);
  const failed = { kind: 'unavailable', because: `${program} did not print: no usable sandbox` };
  expect(await Promise.all([printer.print(''), printer.print('')])).toEqual([failed, failed]);
});
