import { auditChecklist } from '../../domain/audit-checklist';
import { entry, register } from '../support/registers';
import { day, granted, happened, key, type GrantSample, rosterWith } from '../support/rosters';

const words = (instant: number) => `day ${(instant - day(0)) / 86_400_000}`;
const people = register(
  entry('ann', { listedAt: day(0), attestedAt: day(50) }),
  entry('bob', { listedAt: day(3) }),
  entry('cid', { active: false }),
);
const silent = {
  id: 'a1',
  approverId: 'bob',
  askedAt: day(10),
  answeredAt: null,
  answer: null,
  note: '',
  givenUpAt: day(52),
};

function checked(sample: GrantSample, at = day(100)) {
  const roster = rosterWith([granted('g1', { at, ...sample })], at);
  return auditChecklist(roster, { register: people, attestations: [silent] }, words);
}

test('every item stands there even where the records show nothing, and the register is always listed', () => {
  expect(checked({})).toEqual([
    {
      check: 'Do the people on your register still decide for you?',
      records: '2 people may decide for Harbor MLS.',
      lines: ['Ann (MLS admin): attested day 50', 'Bob (MLS admin): listed day 3; asked since, and did not answer'],
    },
    expect.objectContaining({ records: 'No key has lain unused for 90 days.', lines: [] }),
    expect.objectContaining({ records: 'Everybody who approved is still on your register.', lines: [] }),
    expect.objectContaining({ records: 'No term is over.', lines: [] }),
    expect.objectContaining({ records: 'No key in force was made by hand.', lines: [] }),
    expect.objectContaining({ records: 'Everybody has accepted your newest terms.', lines: [] }),
    expect.objectContaining({ records: 'Nothing is suspended for 30 days.', lines: [] }),
  ]);
});

const terms = { version: '2', hash: 'h2' };

test.each<[string, GrantSample, string, string, number?]>([
  [
    'a key that was never used',
    { keys: [key('k', { firstUsedAt: null })] },
    'Picked up 90 days ago or more, and never used since as far as we see it: 1.',
    'picked up day 1',
  ],
  [
    'an approver who has left',
    { changes: { r2: 'amendment' }, events: [happened(9, { kind: 'amended', requestId: 'r2' })] },
    'Rest on somebody who is on the register no more: 1.',
    'Bob (MLS admin)',
  ],
  ['a term that is over', {}, 'Past the end of their term: 1.', 'term until day 365', day(366)],
  [
    'a key made by hand',
    { keys: [key('k', { issuer: 'by-hand', madeBy: 'Ann (MLS admin)' })] },
    'With a key that was made by hand: 1.',
    'made by Ann (MLS admin)',
  ],
  [
    'terms not accepted',
    { events: [happened(90, { kind: 'terms-changed', terms, acceptBy: day(120) })] },
    'Your newest terms not accepted yet: 1.',
    'terms 2, due day 120',
  ],
  [
    'suspended for long',
    { events: [happened(70, { kind: 'suspended', cause: 'staff' }, 'No display of broker names.')] },
    'Suspended for 30 days or more: 1.',
    'since day 70: No display of broker names.',
  ],
])('%s is found', (_what, sample, records, line, at = day(100)) => {
  const register1 = sample.changes ? { ...people, entries: people.entries.filter(({ id }) => id !== 'bob') } : people;
  const roster = rosterWith([granted('g1', { at, ...sample })], at);
  const found = auditChecklist(roster, { register: register1, attestations: [] }, words).slice(1);
  expect(found.filter(({ lines }) => lines.length > 0)).toEqual([
    expect.objectContaining({ records, lines: [`Harbor Homes of Foxglove Software: ${line}`] }),
  ]);
});

test('what is over for good is not checked any more', () => {
  const keys = [key('k', { firstUsedAt: null, issuer: 'by-hand', madeBy: 'Ann' })];
  const lines = checked({ keys, events: [happened(9, { kind: 'revoked' })] }).slice(1);
  expect(lines.flatMap((item) => item.lines)).toEqual([]);
});
