import type { Credential } from '../../domain/credential';
import { type Grant, type GrantAct, grantStanding, usualTerm } from '../../domain/grant';
import { grantPicture } from '../../web/grant-picture';
import { lanesOf, type Life } from '../../web/grant-spans';

const day = 86_400_000;
/** A key that was made on that day, and picked up then. */
const key = (generation: number, on: number, more: Partial<Credential> = {}) =>
  ({ generation, issuedAt: on * day, pickedUpAt: on * day, overlapMs: null, disabledAt: null, ...more }) as Credential;
const renewed = (requestId: string, until: number): GrantAct => ({ kind: 'renewed', requestId, until: until * day });

/** A life of a grant whose first term ends on day 365; what happened, by day. */
function life(at: number, happened: readonly (readonly [number, GrantAct])[], keys: readonly Credential[] = []): Life {
  const grant: Grant = {
    id: 'g',
    beganAt: 0,
    firstUntil: 365 * day,
    term: usualTerm,
    terms: { version: '1', hash: 'h' },
    events: happened.map(([on, act], index) => ({ seq: index + 1, at: on * day, by: 'Kim', because: 'So.', ...act })),
  };
  return { grant, keys, standing: grantStanding(grant, at * day), at: at * day };
}

/** "term 0-365" for each stretch, lane by lane. */
const drawn = (of: Life) =>
  lanesOf(of).map(({ title, spans }) => [
    title,
    ...spans.map(({ kind, from, to }) => `${kind} ${from / day}-${to / day}`),
  ]);

test('a quiet grant: its term, the days of grace, its key to the end', () => {
  expect(drawn(life(10, [], [key(1, 0)]))).toEqual([
    ['Term', 'term 0-365', 'grace 365-379'],
    ['Key 1', 'key 0-379'],
  ]);
});

test('renewed terms follow each other; one whose approval was taken back is not there', () => {
  const happened = [
    [350, renewed('r1', 730)],
    [700, renewed('r2', 1095)],
    [710, { kind: 'taken-back', requestId: 'r2' }],
  ] as const;
  expect(drawn(life(720, happened))).toEqual([['Term', 'term 0-365', 'term 365-730', 'grace 730-744']]);
});

test('what interrupted it, and a key that is replaced with an overlap', () => {
  const happened = [
    [20, { kind: 'suspended', cause: 'staff' }],
    [25, { kind: 'reinstated', cause: 'staff' }],
    [40, { kind: 'left', endsAt: 70 * day }],
    [50, { kind: 'stayed' }],
    [90, { kind: 'suspended', cause: 'terms' }],
  ] as const;
  expect(drawn(life(100, happened, [key(1, 0, { overlapMs: 14 * day }), key(2, 60)]))).toEqual([
    ['Term', 'term 0-365', 'grace 365-379'],
    ['Interrupted', 'suspended 20-25', 'suspended 90-100', 'transition 40-50'],
    ['Key 1', 'key 0-74'],
    ['Key 2', 'key 60-379'],
  ]);
});

test('what is over stops there, and only the newest keys are drawn', () => {
  const keys = Array.from({ length: 8 }, (_, index) => key(index + 1, index, { disabledAt: (index + 1) * day }));
  const lanes = drawn(life(200, [[100, { kind: 'revoked' }]], keys));
  expect(lanes[0]).toEqual(['Term', 'term 0-100']);
  expect(lanes.slice(1).map(([title]) => title)).toEqual(['Key 3', 'Key 4', 'Key 5', 'Key 6', 'Key 7', 'Key 8']);
});

test('the picture says the same in words, and stays within its frame', () => {
  const svg = grantPicture(life(378, [[10, { kind: 'suspended', cause: 'staff' }]], [key(1, 0)]), 'UTC').toHTML();
  expect(svg).toContain('Term: granted from Thu, 1 Jan 1970 to Fri, 1 Jan 1971.');
  expect(svg).toContain('Interrupted: suspended from Sun, 11 Jan 1970 to Thu, 14 Jan 1971.');
  for (const [, x, width] of svg.matchAll(/<rect [^>]*x="([\d.]+)"[^>]* width="([\d.]+)"/g)) {
    expect(Number(x) + Number(width)).toBeLessThanOrEqual(490);
  }
});
