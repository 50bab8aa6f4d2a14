import { demoDirectory } from '../../directory/demo';
import { differenceOf, news } from '../../directory/difference';
import type { Directory } from '../../store/port';

const member = { mlsId: 'harbor-coast', userName: 'hc.1', kind: 'member', name: 'Ada Frost' } as const;
const stored: Directory = { ...demoDirectory, members: [member] };
const nothing: Directory = { mlses: [], approvers: [], plans: [], developers: [] };
const count = [stored.mlses, stored.approvers, stored.plans, stored.members!].flat().length;
const { plans } = demoDirectory;
const plan = plans.find(({ id }) => id === 'prairie-lakes-idx')!;
const [mls] = demoDirectory.mlses;

test('the same again: nothing to do', () => {
  const { added, changed, same, left } = differenceOf(stored, stored);
  expect([added, changed, left]).toEqual([[], [], []]);
  expect(same).toBe(count);
});

test('a member is active unless the file says otherwise', () => {
  const imported: Directory = { ...nothing, members: [{ ...member, standing: 'active' }] };
  expect(differenceOf(imported, stored)).toMatchObject({ changed: [], same: 1 });
});

test('an empty store: everything is added', () => {
  const difference = differenceOf(stored, nothing);
  expect(difference.added).toHaveLength(count);
  expect(difference.added.at(-1)).toEqual({ kind: 'members', id: 'harbor-coast/hc.1', name: 'Ada Frost' });
  expect(news(stored, difference)).toEqual({ ...stored, developers: [] });
});

test('what is in the store and not in the file is left, and told', () => {
  const imported = { ...nothing, mlses: [mls!] };
  const difference = differenceOf(imported, stored);
  expect(difference).toMatchObject({ added: [], changed: [], same: 1 });
  expect(difference.left).toHaveLength(count - 1);
  expect(news(imported, difference)).toEqual({ ...nothing, members: [] });
});

test.each<[string, Partial<Directory>, string, object]>([
  ['a price', { plans: [{ ...plan, priceMinor: 9_900 }] }, plan.id, { priceMinor: ['5000', '9900'] }],
  [
    'a list',
    { plans: [{ ...plan, keyHolders: ['member'] }] },
    plan.id,
    { keyHolders: ['member, generic-agent', 'member'] },
  ],
  [
    'closed days: only those that come or go',
    { mlses: [{ ...mls!, closedDays: [...mls!.closedDays.slice(1), '2031-05-05'] }] },
    'harbor-coast',
    { closedDays: [mls!.closedDays[0], '2031-05-05'] },
  ],
  [
    'a name of a member',
    { members: [{ ...member, name: 'Ada Winter' }] },
    'harbor-coast/hc.1',
    { name: ['Ada Frost', 'Ada Winter'] },
  ],
  [
    'a member who has left',
    { members: [{ ...member, standing: 'left' }] },
    'harbor-coast/hc.1',
    { standing: ['active', 'left'] },
  ],
  [
    'a chain that loses a step: no other looks changed',
    { plans: [{ ...plan, chain: { ...plan.chain, version: 2, steps: plan.chain.steps.slice(1) } }] },
    plan.id,
    {
      'chain.version': ['1', '2'],
      'chain.steps': ['broker, mls', 'mls'],
      'chain.steps.broker': [
        expect.stringContaining('{"approvers":["tom-berg"],"id":"broker","title":"Broker approval"}'),
        null,
      ],
    },
  ],
  [
    'a quorum',
    {
      plans: [
        { ...plan, chain: { ...plan.chain, steps: plan.chain.steps.map((step) => ({ ...step, quorum: 'all' })) } },
      ],
    },
    plan.id,
    { 'chain.steps.broker.quorum': ['any', 'all'], 'chain.steps.mls.quorum': ['any', 'all'] },
  ],
])('a change of %s is told before and after', (_, change, id, fields) => {
  const imported = { ...nothing, ...change };
  const difference = differenceOf(imported, stored);
  expect(difference.changed.map((each) => each.id)).toEqual([id]);
  const told = difference.changed[0]!.fields.map(({ field, before, after }) => [field, [before, after]]);
  expect(Object.fromEntries(told)).toEqual(fields);
  expect(news(imported, difference)).toEqual({ members: [], ...imported, developers: [] });
});

test('the order in which a store gives fields back is no change', () => {
  const turned = plan.chain.steps.map((step) => Object.fromEntries(Object.entries(step).toReversed()));
  const chain = { ...plan.chain, steps: turned as unknown as typeof plan.chain.steps };
  expect(differenceOf({ ...nothing, plans: [{ ...plan, chain }] }, stored)).toMatchObject({ changed: [], same: 1 });
});
