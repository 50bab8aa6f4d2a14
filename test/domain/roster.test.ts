import { attentionIn, unusedKeyOf } from '../../domain/roster-attention';
import { countWords } from '../../domain/roster-words';
import { day, granted, happened, key, rosterWith } from '../support/rosters';
import { override } from '../support/samples';

const only = (sample: Parameters<typeof granted>[1]) => rosterWith([granted('g1', sample)]).grants[0]!;

test('an entry says whose key it is, for what, how it stands, and on whose yes', () => {
  expect(only({})).toEqual({
    id: 'g1',
    keyHolder: { kind: 'office', flexmlsUser: 'harbor01' },
    developer: { name: 'Dana Fox', company: 'Foxglove Software', email: 'dana@foxglove.example' },
    product: { name: 'Harbor Homes', url: 'https://homes.example' },
    plan: { id: 'harbor-idx', name: 'Harbor IDX' },
    role: 'idx',
    keyKind: 'bearer',
    standing: { state: 'active', because: 'Approved.', since: day(0), until: day(365), endsAt: day(379) },
    approvals: [
      {
        kind: 'first',
        requestId: 'g1',
        proofs: [
          {
            by: 'Ann (MLS admin)',
            approverId: 'ann',
            at: day(0),
            grade: 'link+code',
            evidenceId: `e-mls-ann-${day(0)}`,
          },
        ],
      },
    ],
    keys: [
      {
        id: 'g1-key',
        issuer: 'builtin',
        madeBy: null,
        evidenceId: 'e-mls-ann-1',
        issuedAt: day(0),
        pickedUpAt: day(1),
        firstUsedAt: day(2),
        state: 'in-use',
      },
    ],
    terms: { version: '1', hash: 'h1' },
    termsDue: null,
  });
});

test('the same grants give the same roster, whatever order they come in; counts stand at its head', () => {
  const grants = [
    granted('b', { began: day(2) }),
    granted('c', { began: day(1), events: [happened(9, { kind: 'revoked' })] }),
    granted('a', { began: day(2), events: [happened(9, { kind: 'suspended', cause: 'staff' })] }),
  ];
  const roster = rosterWith(grants);
  expect(rosterWith(grants.toReversed())).toEqual(roster);
  expect(roster.grants.map(({ id }) => id)).toEqual(['c', 'a', 'b']);
  expect(roster.counts).toEqual({
    active: 1,
    'renewal-due': 0,
    'in-transition': 0,
    suspended: 1,
    revoked: 1,
    ended: 0,
  });
  expect(countWords(roster.counts)).toBe('1 active, 1 suspended and 1 revoked');
});

test('a renewal stands there with who approved it; one whose approval was taken back does not', () => {
  const renewed = { kind: 'renewed', requestId: 'r2', until: day(730) } as const;
  const sample = { changes: { r2: 'renewal' } as const, events: [happened(99, renewed)] };
  expect(only(sample).approvals[1]).toMatchObject({
    kind: 'renewal',
    requestId: 'r2',
    proofs: [{ approverId: 'bob' }],
  });
  const takenBack = happened(100, { kind: 'taken-back', requestId: 'r2' });
  expect(only({ ...sample, events: [...sample.events, takenBack] }).approvals).toHaveLength(1);
});

test('where staff vouched, their names stand and no entry of the register', () => {
  const { proofs } = only({ facts: { overrides: [override('mls', 7)] } }).approvals[0]!;
  expect(proofs).toEqual([
    {
      by: 'Sam and Sue (staff of the operator)',
      approverId: null,
      at: 7,
      grade: 'attested',
      evidenceId: 'e-mls-override-7',
    },
  ]);
});

test('terms that have changed are due until they are accepted', () => {
  const terms = { version: '2', hash: 'h2' };
  const changed = happened(9, { kind: 'terms-changed', terms, acceptBy: day(39) });
  expect(only({ events: [changed] })).toMatchObject({
    terms: { version: '1' },
    termsDue: { version: '2', acceptBy: day(39) },
  });
  const accepted = happened(10, { kind: 'terms-accepted', terms });
  expect(only({ events: [changed, accepted] })).toMatchObject({ terms: { version: '2' }, termsDue: null });
});

test.each([
  [{ pickedUpAt: null, firstUsedAt: null }, 'waiting'],
  [{ firstUsedAt: null }, 'in-hand'],
  [{}, 'in-use'],
  [{ overlapMs: 5 }, 'being-replaced'],
  [{ heldAt: 5 }, 'held'],
  [{ heldAt: 5, disabledAt: 5 }, 'ended'],
] as const)('a key with %o: %s', (facts, state) => {
  expect(only({ keys: [key('k', facts)] }).keys[0]!.state).toBe(state);
});

test.each([
  ['after 30 days', { firstUsedAt: null, pickedUpAt: day(70) }, true],
  ['not yet', { firstUsedAt: null, pickedUpAt: day(71) }, false],
  ['not when it was used', { pickedUpAt: day(70) }, false],
  ['not where nobody here would see it', { firstUsedAt: null, pickedUpAt: day(70), issuer: 'spark-api' }, false],
  ['not when it has ended', { firstUsedAt: null, pickedUpAt: day(70), disabledAt: day(80) }, false],
] as const)('a key that is never used is worth a word: %s', (_when, facts, isQuiet) => {
  expect(unusedKeyOf(only({ keys: [key('k', facts)] }), day(100), 30) !== undefined).toBe(isQuiet);
});

test('what needs attention, and nothing else', () => {
  const at = day(330);
  const roster = rosterWith(
    [
      granted('fine', { at, began: day(200) }),
      granted('due', { at }),
      granted('left', { at, began: day(200), events: [happened(320, { kind: 'left', endsAt: day(350) })] }),
      granted('held', { at, began: day(200), events: [happened(310, { kind: 'suspended', cause: 'staff' })] }),
      granted('quiet', { at, began: day(200), keys: [key('k', { firstUsedAt: null })] }),
    ],
    at,
  );
  expect(attentionIn(roster, (instant) => `on day ${(instant - day(0)) / 86_400_000}`)).toEqual([
    { heading: 'Renewal due', lines: ['Harbor Homes of Foxglove Software: term until on day 365'] },
    { heading: 'In transition', lines: ['Harbor Homes of Foxglove Software: ends on day 350'] },
    { heading: 'Suspended', lines: ['Harbor Homes of Foxglove Software: since on day 310'] },
    { heading: 'Key never used', lines: ['Harbor Homes of Foxglove Software: picked up on day 1'] },
  ]);
  expect(attentionIn(rosterWith([granted('fine')]), String)).toEqual([]);
});
