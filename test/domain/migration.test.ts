import { type Chain, defaultClock, type Step } from '../../domain/chain';
import { noFacts } from '../../domain/decision';
import { usualTerm } from '../../domain/grant';
import { isChanged, migrationOf } from '../../domain/migration';

const ann = { id: 'ann', name: 'Ann', email: 'ann@mls.example', title: 'MLS admin' };
const bob = { ...ann, id: 'bob', name: 'Bob', email: 'bob@mls.example' };
const step: Step = {
  id: 'mls',
  title: 'MLS approval',
  after: ['broker'],
  approvers: [ann, bob],
  alternates: [],
  quorum: 'any',
  denials: 1,
  accepts: ['link+code'],
  clock: defaultClock,
  exempt: null,
};
const broker: Step = { ...step, id: 'broker', title: 'Broker approval', after: [] };
const chain: Chain = { version: 1, steps: [broker, step], informed: [], barred: [], stopMinutes: 0 };
const difference = (next: Chain) => migrationOf(chain, next, noFacts('d'), 0);

test('a new version of the same chain makes no difference', () => {
  expect(difference({ ...chain, version: 2 })).toMatchObject({ from: 1, to: 2, isSame: true, lost: [], asked: [] });
});

test.each<[string, Partial<Step>]>([
  ['Title', { title: 'Approval by the MLS' }],
  ['Turn', { after: [] }],
  ['Not asked', { exempt: { kind: 'not-needed', because: 'Not needed.' } }],
  ['Asked', { approvers: [ann, { ...bob, email: 'robert@mls.example' }] }],
  ['Alternates', { alternates: [bob] }],
  ['Quorum', { quorum: 'all' }],
  ['Ends when', { denials: 2 }],
  ['Proof', { accepts: ['link'] }],
  ['Clock', { clock: { ...defaultClock, escalate: null } }],
])('what differs in %s is named, and nothing else', (label, more) => {
  const { isSame, steps } = difference({ ...chain, steps: [broker, { ...step, ...more }] });
  expect(isSame).toBe(false);
  expect(steps.map(({ change }) => change)).toEqual(['same', 'changed']);
  expect(steps[1]!.lines.filter(isChanged).map((line) => line.label)).toEqual([label]);
});

test('what differs beside the steps is a difference too', () => {
  const { isSame, rest } = difference({
    ...chain,
    informed: [ann],
    stopMinutes: 30,
    term: { months: 1, noticeDays: 20, graceDays: 0 },
  });
  expect(isSame).toBe(false);
  expect(rest.map(({ label, before, after }) => [label, before, after])).toEqual([
    ['Informed', 'nobody', 'Ann (MLS admin) <ann@mls.example>'],
    ['Wait before the key', 'none', '30 minutes'],
    [
      'Lasts',
      '12 months, then it must be approved again (told 45 days before the end; the key goes on for 14 days after it)',
      '1 month, then it must be approved again (told 20 days before the end; the key ends with the term)',
    ],
  ]);
});

test('the usual term, written down, makes no difference', () => {
  expect(difference({ ...chain, term: usualTerm }).isSame).toBe(true);
});

test('steps come in the order of the new chain, those that go at the end', () => {
  const { steps } = difference({ ...chain, steps: [{ ...broker, id: 'board', title: 'Board' }, broker] });
  expect(steps.map(({ stepId, change }) => [stepId, change])).toEqual([
    ['board', 'added'],
    ['broker', 'same'],
    ['mls', 'removed'],
  ]);
});
