import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { rosterCsv } from '../../rosters/csv';
import { rosterDocument } from '../../rosters/document';
import { isSignedRoster, rosterFile, rosterId, type SignedRoster, signRoster } from '../../rosters/signed-roster';
import { auditKeyOf } from '../../secrets/audit-key';
import { day, granted, happened, rosterWith } from '../support/rosters';

const key = auditKeyOf(Buffer.alloc(32, 9));
const product = { name: '=HYPERLINK("https://evil.example")', url: 'https://homes.example' };
const roster = signRoster(
  key,
  rosterWith([
    granted('g1'),
    granted('g2', {
      began: day(1),
      ask: { product },
      changes: { r2: 'amendment' },
      events: [happened(50, { kind: 'amended', requestId: 'r2' })],
    }),
  ]),
);

test('the id is the SHA-256 of the file, and the file is the same for the same grants', () => {
  expect(createHash('sha256').update(rosterFile(roster)).digest('hex')).toBe(rosterId(roster));
  expect(rosterFile(JSON.parse(rosterFile(roster)) as SignedRoster)).toBe(rosterFile(roster));
});

test('a signature holds for the roster as it is, and a signed checkpoint is no roster', () => {
  expect(isSignedRoster(roster)).toBe(true);
  const [first, ...others] = roster.grants;
  for (const change of [
    { at: roster.at + 1 },
    { operator: 'Somebody Else' },
    { mls: { ...roster.mls, name: 'Another MLS' } },
    { counts: { ...roster.counts, active: 9 } },
    { grants: others },
    { grants: [{ ...first!, product }, ...others] },
    { key: auditKeyOf(Buffer.alloc(32, 8)).publicKey },
    { signature: '' },
  ]) {
    expect([Object.keys(change), isSignedRoster({ ...roster, ...change })]).toEqual([Object.keys(change), false]);
  }
});

test('the CSV has a line for each grant, no formula, and the id of the signed file', () => {
  const text = rosterCsv(roster);
  expect(text.startsWith('\uFEFFgrant,product,address,')).toBe(true);
  const rows = parse(text, { bom: true, columns: true });
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatchObject({
    grant: 'g1',
    product: 'Harbor Homes',
    address: 'https://homes.example',
    company: 'Foxglove Software',
    key_holder: 'the office harbor01',
    status: 'active',
    term_until: '2027-05-03T15:00:00.000Z',
    approved: '2026-05-03T15:00:00.000Z',
    approved_by: 'Ann (MLS admin)',
    proof: 'link+code',
    keys: expect.stringContaining('g1-key: in use, made 2026-05-03T15:00:00.000Z by Countersign, picked up 2026-05-04'),
    roster_sha256: rosterId(roster),
  });
  expect(rows[1]).toMatchObject({
    product: `'${product.name}`,
    renewals_and_changes: expect.stringMatching(/^amendment r2: .* Bob \(MLS admin\), link\+code, e-mls-bob/),
  });
});

test('the document holds everything it shows, escapes what others wrote, and names the signed file', () => {
  const odd = { ...roster.mls, name: `</style><b>"MLS"\\</b>` };
  const html = rosterDocument({ ...roster, mls: odd });
  expect(html).toContain("default-src 'none'");
  expect(html).not.toMatch(/<script|<link|<img|src=|url\(|<b>/);
  expect(html.match(/<\/style>/g)).toHaveLength(1);
  expect(html).toContain('&lt;/style&gt;&lt;b&gt;&quot;MLS&quot;');
  const shown = rosterDocument(roster);
  expect(shown.match(/<article/g)).toHaveLength(2);
  expect(shown).toContain(rosterId(roster));
  expect(shown).toContain(
    'Approved May 3, 2026 by Ann (MLS admin), by the mailed link and its code; evidence e-mls-ann-',
  );
  expect(shown).toContain('in use: made May 3, 2026 by Countersign, picked up May 4, 2026, first used May 5, 2026,');
});
