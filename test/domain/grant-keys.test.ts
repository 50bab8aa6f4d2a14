import type { Credential } from '../../domain/credential';
import { isSameKey } from '../../domain/credential';
import type { GrantStanding } from '../../domain/grant';
import { currentKey, keyWorks, limitsInForce, retirementOf } from '../../domain/grant-keys';
import { noLimits } from '../../domain/limits';
import { refuseRotation } from '../../domain/refuse-grant-order';

const key = (generation: number, more: Partial<Credential> = {}): Credential => ({
  id: `k${generation}`,
  requestId: 'r1',
  generation,
  evidenceId: 'e1',
  issuer: 'builtin',
  madeBy: null,
  keyId: `key-${generation}`,
  clientId: null,
  spec: {
    environment: 'live',
    kind: 'bearer',
    role: 'idx',
    mlsId: 'mls',
    keyHolder: { kind: 'generic-agent', flexmlsUser: null },
    name: 'Fox Homes',
    limits: noLimits,
  },
  issuedAt: 0,
  pickUpUntil: 1_000,
  pickedUpAt: 10,
  firstUsedAt: null,
  overlapMs: null,
  heldAt: null,
  disabledAt: null,
  disabledBecause: null,
  ...more,
});

const standing = (state: GrantStanding['state']): GrantStanding => ({
  state,
  because: 'why',
  since: 0,
  until: 0,
  endsAt: 0,
});
const works = (state: GrantStanding['state'], keys: readonly Credential[], at = 100) =>
  keyWorks(standing(state), keys, at).map((work) => `${work.kind} ${work.key.id}`);

test.each<[GrantStanding['state'], readonly string[], readonly string[]]>([
  ['active', [], ['let-go k1']],
  ['renewal-due', [], ['let-go k1']],
  ['in-transition', [], ['let-go k1']],
  ['suspended', ['hold k1'], []],
  ['revoked', ['end k1'], ['end k1']],
  ['ended', ['end k1'], ['end k1']],
])('while %s: a key that works, and one that is held', (state, working, held) => {
  expect(works(state, [key(1)])).toEqual(working);
  expect(works(state, [key(1, { heldAt: 5 })])).toEqual(held);
  expect(works(state, [key(1, { disabledAt: 5 })])).toEqual([]);
});

test('a replaced key goes on until the new one has been in hand for so long', () => {
  const old = key(1, { overlapMs: 50 });
  expect(works('active', [old, key(2, { pickedUpAt: null })], 10_000)).toEqual([]);
  const keys = [old, key(2, { pickedUpAt: 20 })];
  expect(retirementOf(old, keys)).toBe(70);
  expect(works('active', keys, 69)).toEqual([]);
  expect(works('active', keys, 70)).toEqual(['end k1']);
  expect(works('suspended', keys, 69)).toEqual(['hold k1', 'hold k2']);
  expect(retirementOf(keys[1]!, keys)).toBeNull();
});

test('the key in use is the newest that has neither ended nor is being replaced', () => {
  expect(currentKey([])).toBeUndefined();
  expect(currentKey([key(1, { overlapMs: 5 }), key(2)])?.id).toBe('k2');
  expect(currentKey([key(1, { overlapMs: 5 })])).toBeUndefined();
  expect(currentKey([key(1, { disabledAt: 5 })])).toBeUndefined();
});

test.each<[string, readonly Credential[], RegExp | undefined]>([
  ['in use', [key(1)], undefined],
  ['none', [], /no key in use/],
  ['made by hand', [key(1, { issuer: 'by-hand', madeBy: 'Ann' })], /made by Ann/],
  ['not picked up', [key(1, { pickedUpAt: null })], /waits to be picked up/],
  ['replaced already', [key(1, { overlapMs: 5 }), key(2)], /being replaced already/],
  ['replaced before', [key(1, { overlapMs: 5, disabledAt: 9 }), key(2)], undefined],
])('a new key beside the old one: %s', (_, keys, because) => {
  const refusal = refuseRotation(keys);
  if (because) expect(refusal?.because).toMatch(because);
  else expect(refusal).toBeUndefined();
});

test('conditions add up; a renewal forgets the end date of the old term, and what cannot be met beside another takes its place', () => {
  const until = { ...noLimits, until: '2027-01-31' };
  const readOnly = { ...noLimits, readOnly: true };
  expect(limitsInForce(until, [])).toEqual(until);
  expect(limitsInForce(until, [{ kind: 'amendment', limits: readOnly }])).toEqual({ ...until, readOnly: true });
  expect(limitsInForce(until, [{ kind: 'renewal', limits: readOnly }])).toEqual(readOnly);
  const one = { ...noLimits, ips: ['192.0.2.1'] };
  const other = { ...noLimits, ips: ['192.0.2.2'] };
  expect(limitsInForce(one, [{ kind: 'amendment', limits: other }])).toEqual(other);
});

test('a key need not be made anew for another name, and must for another right', () => {
  const { spec } = key(1);
  expect(isSameKey(spec, { ...spec, name: 'Other', productUrl: 'https://other.example' })).toBe(true);
  expect(isSameKey(spec, { ...spec, role: 'vow' })).toBe(false);
  expect(isSameKey(spec, { ...spec, limits: { ...noLimits, readOnly: true } })).toBe(false);
  expect(isSameKey(spec, { ...spec, keyHolder: { kind: 'member', flexmlsUser: 'jdoe' } })).toBe(false);
});
