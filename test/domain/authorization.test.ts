import {
  type Authorization,
  backupIn,
  decidersIn,
  isWithin,
  refuseAuthority,
  roleOfTitle,
} from '../../domain/authorization';
import { entry, register } from '../support/registers';

const idx = { id: 'harbor-idx', name: 'IDX', role: 'idx' as const };

const ann = { id: 'ann', name: 'Ann' };
const why = (more: Partial<Authorization>, asked: { id: string; name: string; email?: string } = ann) =>
  refuseAuthority(register(entry('ann', more)), asked, idx);

test.each<[string, Partial<Authorization>]>([
  ['without limits', {}],
  ['on the first day', { validFrom: '2026-05-03' }],
  ['on the last day', { validTo: '2026-05-03' }],
  ['for that data role', { dataRoles: ['vow', 'idx'] }],
  ['for that plan', { planIds: ['harbor-idx'] }],
])('somebody of the register may decide %s', (_, more) => expect(why(more)).toBeUndefined());

test.each<[string, Partial<Authorization>, RegExp]>([
  ['[case 15] was taken out', { active: false }, /^Ann may no longer decide for Harbor MLS\.$/],
  ['the day before the first', { validFrom: '2026-05-04' }, /from 2026-05-04 on, not before/],
  ['the day after the last', { validTo: '2026-05-02' }, /until 2026-05-02, not after/],
  ['for another data role', { dataRoles: ['vow'] }, /may not decide about the plan IDX/],
  ['for another plan', { planIds: ['harbor-vow'] }, /may not decide about the plan IDX/],
  ['for the role, and not for the plan', { dataRoles: ['idx'], planIds: ['x'] }, /may not decide/],
])('nobody decides who %s', (_, more, words) => expect(why(more)).toMatch(words));

test('[case 16] who is listed for another MLS decides nothing here', () => {
  expect(why({}, { id: 'eva', name: 'Eva' })).toBe('Eva is not on the register of Harbor MLS.');
});

test('the mailbox that was asked must still be theirs; where none was asked, the person is enough', () => {
  expect(why({}, { ...ann, email: 'ann@mls.example' })).toBeUndefined();
  expect(why({}, { ...ann, email: 'ann@old.example' })).toMatch(/another address on the register/);
});

test('a backup is asked if they may decide about it themselves', () => {
  const withBackup = (more: Partial<Authorization>) =>
    backupIn(register(entry('ann', { backupId: 'bob' }), entry('bob', more)), 'ann', idx)?.id;
  expect(withBackup({})).toBe('bob');
  expect(withBackup({ dataRoles: ['vow'] })).toBeUndefined();
  expect(withBackup({ active: false })).toBeUndefined();
  expect(backupIn(register(entry('ann')), 'ann', idx)).toBeUndefined();
});

test('those who may decide, by name; without a plan, about anything at all', () => {
  const all = register(entry('cid'), entry('bob', { dataRoles: ['vow'] }), entry('ann', { active: false }));
  expect(decidersIn(all, idx).map(({ id }) => id)).toEqual(['cid']);
  expect(decidersIn(all, null)).toEqual([
    { id: 'bob', name: 'Bob', email: 'bob@mls.example', title: 'MLS admin' },
    { id: 'cid', name: 'Cid', email: 'cid@mls.example', title: 'MLS admin' },
  ]);
});

test.each([
  [null, null, true],
  [['idx'], null, true],
  [null, ['idx'], false],
  [['idx'], ['vow', 'idx'], true],
  [['idx', 'own'], ['idx'], false],
] as const)('the scope %j lies within %j: %s', (inner, outer, is) => {
  expect(isWithin({ dataRoles: inner, planIds: null }, { dataRoles: outer, planIds: null })).toBe(is);
  expect(isWithin({ dataRoles: null, planIds: inner }, { dataRoles: null, planIds: outer })).toBe(is);
});

test.each([
  ['MLS admin', 'admin'],
  ['Executive Director', 'admin'],
  ['Broker of record', 'broker'],
  ['Data committee', 'staff'],
])('%s is loaded as %s', (title, role) => expect(roleOfTitle(title)).toBe(role));
