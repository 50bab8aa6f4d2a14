import type { KeySpec } from '../../domain/credential';
import { demoDirectory } from '../../directory/demo';
import { dataRoles, type KeyHolder } from '../../domain/plan';
import { type Field, fields, type Listing } from '../../listings/listing';
import { listingsOf } from '../../listings/listings';
import { viewOf } from '../../listings/view';
import { keySpec } from './keys';

const forMembers: readonly Field[] = ['Concessions', 'ListAgentEmail', 'PrivateRemarks', 'ShowingInstructions'];
const publicFields = fields.filter((field) => field !== 'ClosePrice' && !forMembers.includes(field));
const everyStatus = ['Active', 'Closed', 'Expired', 'Pending', 'Withdrawn'];
const jdoe: KeyHolder = { kind: 'member', flexmlsUser: 'jdoe' };

const statusesOf = (listings: readonly Listing[]) =>
  [...new Set(listings.map(({ StandardStatus }) => StandardStatus))].toSorted();

const sights: readonly (readonly [Partial<KeySpec>, readonly Field[], readonly string[], string])[] = [
  [{ role: 'idx' }, publicFields, ['Active', 'Pending'], 'harbor-coast'],
  [{ role: 'vow' }, [...publicFields, 'ClosePrice'], ['Active', 'Closed', 'Pending'], 'harbor-coast'],
  [{ role: 'private' }, fields, everyStatus, 'harbor-coast'],
  [{ role: 'own', keyHolder: jdoe }, fields, everyStatus, 'harbor-coast'],
  ...dataRoles.map(
    (role) =>
      [{ environment: 'demo', role, keyHolder: jdoe }, publicFields, ['Active', 'Pending'], 'operator'] as const,
  ),
];

test.each(sights)('%j', (more, expected, statuses, mlsId) => {
  const view = viewOf(keySpec(more));
  expect([...view.fields].toSorted()).toEqual([...expected].toSorted());
  expect(statusesOf(view.listings)).toEqual(statuses);
  expect(new Set(view.listings.map(({ MlsId }) => MlsId))).toEqual(new Set([mlsId]));
});

const seen = (role: KeySpec['role']) => viewOf(keySpec({ role })).listings.length;

test('idx, vow and private see every listing of the statuses that are theirs', () => {
  const all = listingsOf('harbor-coast');
  const withStatus = (...statuses: readonly string[]) =>
    all.filter(({ StandardStatus }) => statuses.includes(StandardStatus)).length;
  expect(seen('idx')).toBe(withStatus('Active', 'Pending'));
  expect(seen('vow')).toBe(withStatus('Active', 'Pending', 'Closed'));
  expect(seen('private')).toBe(all.length);
});

// "it can only pull data from listings for which the given Flexmls user acted as the listing or selling agent"
const parts: readonly (readonly [KeyHolder, (listing: Listing) => boolean])[] = [
  [jdoe, (each) => [each.ListAgentMlsId, each.BuyerAgentMlsId].includes('jdoe')],
  [
    { kind: 'office', flexmlsUser: 'office21' },
    (each) => [each.ListOfficeMlsId, each.BuyerOfficeMlsId].includes('office21'),
  ],
  [
    { kind: 'company', flexmlsUser: 'company5' },
    (each) =>
      [each.ListOfficeMlsId, each.BuyerOfficeMlsId].some((office) => office === 'office21' || office === 'office27'),
  ],
];

test.each(parts)('own data of %j: where they were the listing or the selling agent', (keyHolder, tookPart) => {
  const { listings } = viewOf(keySpec({ role: 'own', keyHolder }));
  expect(listings).toEqual(listingsOf('harbor-coast').filter(tookPart));
  expect(listings.length).toBeGreaterThan(0);
  expect(listings.length).toBeLessThan(listingsOf('harbor-coast').length);
});

test('every member of the demo MLSs has listings of their own', () => {
  const { members = [] } = demoDirectory;
  const empty = members.filter(({ mlsId, kind, userName }) => {
    const keyHolder = { kind, flexmlsUser: userName };
    return viewOf(keySpec({ role: 'own', mlsId, keyHolder })).listings.length === 0;
  });
  expect(empty).toEqual([]);
});

test.each<KeyHolder>([
  { kind: 'generic-agent', flexmlsUser: null },
  { kind: 'generic-agent', flexmlsUser: 'jdoe' },
  { kind: 'member', flexmlsUser: null },
  { kind: 'member', flexmlsUser: 'nobody' },
  { kind: 'member', flexmlsUser: 'office21' },
  { kind: 'office', flexmlsUser: 'jdoe' },
  { kind: 'office', flexmlsUser: 'company5' },
  { kind: 'company', flexmlsUser: 'office21' },
])('own data of %j: none', (keyHolder) => {
  expect(viewOf(keySpec({ role: 'own', keyHolder })).listings).toEqual([]);
});
