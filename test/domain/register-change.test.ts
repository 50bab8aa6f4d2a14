import type { Authorization, EntryFacts } from '../../domain/authorization';
import {
  inForceFrom,
  objectionMs,
  type Proposal,
  refuseConfirmation,
  refuseProposal,
  refuseStop,
  type RegisterChange,
  stateOf,
} from '../../domain/register-change';
import { entry, register } from '../support/registers';
import { staff } from '../support/samples';

const { name, email, title, role, dataRoles, planIds, backupId, validFrom, validTo, source } = entry('nora');
const nora: EntryFacts = { name, email, title, role, dataRoles, planIds, backupId, validFrom, validTo, source };
const [ann, bob] = [entry('ann'), entry('bob', { dataRoles: ['idx'], validTo: '2026-12-31' })];
const add: Proposal = { kind: 'add', approverId: 'nora', after: nora, reason: 'new at the MLS' };
const now = register(ann, bob, entry('old', { active: false }));
const kim = staff('kim');

function change(more: Partial<RegisterChange> = {}): RegisterChange {
  return {
    ...add,
    id: 'c1',
    mlsId: 'harbor',
    before: null,
    proposedBy: kim,
    proposedAt: 1,
    confirmedBy: null,
    confirmedAt: null,
    inForceAt: null,
    appliedAt: null,
    stopped: null,
    ...more,
  };
}

const proposed = (more: Partial<Proposal>, by = kim, open: readonly RegisterChange[] = []) =>
  refuseProposal(now, open, { ...add, ...more }, by);
const facts = (more: Partial<EntryFacts>) => ({ after: { ...nora, ...more } });

test('somebody new, somebody who left, a change and a removal may be proposed', () => {
  expect(proposed({})).toBeUndefined();
  expect(proposed({ approverId: 'old' })).toBeUndefined();
  expect(proposed({ kind: 'change', approverId: 'ann' })).toBeUndefined();
  expect(proposed({ kind: 'remove', approverId: 'ann', after: null })).toBeUndefined();
});

test.each<[string, Partial<Proposal>, string]>([
  ['to add who is listed', { approverId: 'ann' }, 'approverId'],
  ['to change nobody', { kind: 'change' }, 'approverId'],
  ['to remove who has left', { kind: 'remove', approverId: 'old', after: null }, 'approverId'],
  ['nothing new', { kind: 'change', approverId: 'ann', after: { ...nora, name: 'Ann', email: ann.email } }, 'name'],
  ['without a reason', { reason: ' ' }, 'reason'],
  ['without a source', facts({ source: ' ' }), 'source'],
  ["with somebody else's mailbox", facts({ email: 'A.N.N+x@mls.example' }), 'email'],
  ['with a backup who is not listed', facts({ backupId: 'eva' }), 'backupId'],
  ['with a backup who has left', facts({ backupId: 'old' }), 'backupId'],
  ['as their own backup', facts({ backupId: 'nora' }), 'backupId'],
  ['with the days in the wrong order', facts({ validFrom: '2026-05-02', validTo: '2026-05-01' }), 'validTo'],
])('nobody proposes %s', (_, more, field) => expect(proposed(more)).toMatchObject({ field }));

test('one change of a person at a time, and one mailbox for one person', () => {
  expect(proposed({}, kim, [change()])).toMatchObject({ field: 'approverId' });
  expect(proposed({ approverId: 'nora-2' }, kim, [change()])).toMatchObject({ field: 'email' });
});

test.each(['nora@mls.example', 'N.ora@mls.example', 'nora+desk@MLS.example'])(
  '[case 13] [case 14] nobody puts themselves on a register: %s',
  (own) => {
    const self = { ...staff('nora-of-staff'), email: own };
    expect(proposed({}, self)).toMatchObject({ field: 'email' });
    expect(refuseConfirmation(now, [change()], change(), self)).toMatchObject({ field: 'email' });
  },
);

test.each([
  ['themselves', kim],
  ['a second account of the same mailbox', { ...staff('kim-2'), email: 'K.im+2@operator.example' }],
])('[case 14] who proposed it does not confirm it: %s', (_, by) => {
  expect(refuseConfirmation(now, [change()], change(), by)).toMatchObject({ field: 'changeId' });
});

test('[case 14] a second staff member confirms; not twice, and not what the register has overtaken', () => {
  const lee = staff('lee');
  expect(refuseConfirmation(now, [change()], change(), lee)).toBeUndefined();
  const confirmed = change({ confirmedBy: lee, confirmedAt: 2, inForceAt: 3 });
  expect(refuseConfirmation(now, [confirmed], confirmed, staff('max'))).toMatchObject({ field: 'changeId' });
  const meanwhile = register(ann, bob, entry('nora'));
  expect(refuseConfirmation(meanwhile, [change()], change(), lee)).toMatchObject({ field: 'approverId' });
  const gone = change({ kind: 'remove', approverId: 'old', after: null, before: nora });
  expect(refuseConfirmation(now, [gone], gone, lee)).toMatchObject({ field: 'approverId' });
});

const after = (more: Partial<Authorization>): EntryFacts => ({ ...nora, ...bobFacts, ...more });
const bobFacts = { name: bob.name, email: bob.email, dataRoles: bob.dataRoles, validTo: bob.validTo };

test.each<[string, boolean, EntryFacts | null, EntryFacts | null]>([
  ['an addition', true, null, nora],
  ['another mailbox', true, after({}), after({ email: 'bob@new.example' })],
  ['more data roles', true, after({}), after({ dataRoles: ['idx', 'vow'] })],
  ['every data role', true, after({}), after({ dataRoles: null })],
  ['a later last day', true, after({}), after({ validTo: '2027-12-31' })],
  ['no last day', true, after({}), after({ validTo: null })],
  ['an earlier first day', true, after({ validFrom: '2026-06-01' }), after({ validFrom: null })],
  ['fewer plans', false, after({}), after({ planIds: ['harbor-idx'] })],
  ['an earlier last day', false, after({}), after({ validTo: '2026-06-30' })],
  ['another title', false, after({}), after({ title: 'Broker' })],
  ['a removal', false, after({}), null],
])('[case 14] %s waits a day: %s', (_, waits, before, to) => {
  expect(inForceFrom({ before, after: to }, 1_000)).toBe(waits ? 1_000 + objectionMs : 1_000);
});

test('where a change stands, and until when it can be stopped', () => {
  const confirmed = { confirmedBy: staff('lee'), confirmedAt: 2, inForceAt: 3 };
  const stopped = { how: 'objected', by: 'Ann', because: 'Who is that?', at: 2 } as const;
  const states = [change(), change(confirmed), change({ ...confirmed, appliedAt: 3 }), change({ stopped })];
  expect(states.map(stateOf)).toEqual(['proposed', 'waiting', 'in-force', 'objected']);
  expect(states.map((each) => refuseStop(each) === undefined)).toEqual([true, true, false, false]);
});
