import { defaultClock } from '../../domain/chain';
import { type ChainFault, faultsOf } from '../../domain/chain-faults';
import type { ChainDefinition, RequestFacts, StepDefinition } from '../../domain/definition';
import { drawUp } from '../../domain/draw-up';
import { approver } from '../support/samples';

const request: RequestFacts = {
  dataRole: 'vow',
  keyKind: 'bearer',
  keyHolder: 'office',
  ownDataLevel: null,
  price: 5000,
  developerStanding: 'known',
  firstRequest: false,
};
const register = ['ann', 'bob', 'cat', 'dan'].map(approver);

function defined(id: string, approvers: readonly string[], more: Partial<StepDefinition> = {}): StepDefinition {
  return {
    id,
    title: `${id} approval`,
    approvers,
    fallback: [],
    alternates: [],
    quorum: 'any',
    denials: 1,
    accepts: ['link+code'],
    clock: defaultClock,
    when: null,
    satisfiedWhen: null,
    ...more,
  };
}

function definition(...steps: readonly StepDefinition[]): ChainDefinition {
  return { version: 7, steps, informed: [], stopMinutes: 10 };
}

function drawn(given: ChainDefinition, parties: readonly string[] = [], people = register) {
  const result = drawUp(given, people, request, parties);
  if (result.kind === 'faulty') throw new Error(JSON.stringify(result.faults));
  return result.chain;
}

function faults(given: ChainDefinition, parties: readonly string[] = [], people = register): readonly ChainFault[] {
  const result = drawUp(given, people, request, parties);
  return result.kind === 'faulty' ? result.faults : [];
}

const idsOf = (people: readonly { readonly id: string }[]) => people.map(({ id }) => id);

test('people are looked up, and everything else is copied', () => {
  const given = {
    ...definition(defined('mls', ['bob', 'ann'], { quorum: 'all', alternates: ['cat'] })),
    informed: ['dan'],
  };
  expect(drawn(given)).toEqual({
    version: 7,
    steps: [
      {
        id: 'mls',
        title: 'mls approval',
        after: [],
        approvers: [approver('bob'), approver('ann')],
        alternates: [approver('cat')],
        quorum: 'all',
        denials: 1,
        accepts: ['link+code'],
        clock: defaultClock,
        exempt: null,
      },
    ],
    informed: [approver('dan')],
    barred: [],
    stopMinutes: 10,
  });
});

test('a step comes after the one before it, unless it says otherwise', () => {
  const given = definition(
    defined('a', ['ann']),
    defined('b', ['bob']),
    defined('c', ['cat'], { after: [] }),
    defined('d', ['dan'], { after: ['b', 'c'] }),
  );
  expect(drawn(given).steps.map(({ after }) => after)).toEqual([[], ['a'], [], ['b', 'c']]);
});

test.each<[name: string, approvers: string[], fallback: string[], parties: string[], expected: string[]]>([
  ['nobody has a part', ['ann', 'bob'], ['cat'], [], ['ann', 'bob']],
  ['[case 13] who has a part is left out', ['ann', 'bob'], ['cat'], ['ann@mls.example'], ['bob']],
  ['[case 13] in capitals', ['ann', 'bob'], ['cat'], ['ANN@MLS.example'], ['bob']],
  ['[case 13] with a plus', ['ann', 'bob'], ['cat'], ['ann+dev@mls.example'], ['bob']],
  ['[case 13] with dots', ['ann', 'bob'], ['cat'], ['a.n.n@mls.example'], ['bob']],
  ['the fallback is asked when nobody else is left', ['ann'], ['cat', 'dan'], ['ann@mls.example'], ['cat', 'dan']],
  ['the fallback is judged as well', ['ann'], ['cat', 'dan'], ['ann@mls.example', 'cat@mls.example'], ['dan']],
  ['whom the register does not hold is not asked', ['eve'], ['cat'], [], ['cat']],
])('approvers: %s', (_name, approvers, fallback, parties, expected) => {
  const given = definition(defined('mls', approvers, { fallback }));
  expect(idsOf(drawn(given, parties).steps[0]!.approvers)).toEqual(expected);
});

test('[case 13] an alias of the same mailbox is left out, and both are barred from deciding', () => {
  const dana = { ...approver('dana'), email: 'd.ana@googlemail.com' };
  const given = definition(defined('mls', ['dana', 'ann'], { alternates: ['dana', 'bob'] }));
  const chain = drawn(given, ['Dana+dev@gmail.com', 'dana@GMAIL.com', 'sam@operator.example'], [...register, dana]);
  expect(idsOf(chain.steps[0]!.approvers)).toEqual(['ann']);
  expect(idsOf(chain.steps[0]!.alternates)).toEqual(['bob']);
  expect(chain.barred).toEqual(['dana@gmail.com', 'sam@operator.example']);
});

test('who has a part may still be told', () => {
  const given = { ...definition(defined('mls', ['ann'])), informed: ['bob'] };
  expect(idsOf(drawn(given, ['bob@mls.example']).informed)).toEqual(['bob']);
});

test('an alternate who is asked anyway is no alternate', () => {
  const given = definition(defined('mls', ['eve'], { fallback: ['cat'], alternates: ['cat', 'dan'] }));
  expect(idsOf(drawn(given).steps[0]!.alternates)).toEqual(['dan']);
});

test.each<[name: string, Partial<StepDefinition>, because: string | null]>([
  ['its condition holds', { when: { dataRole: ['vow'] } }, null],
  [
    'its condition does not hold',
    { when: { dataRole: ['idx', 'own'] } },
    'Not needed: asked only when the data role is idx or own.',
  ],
  [
    'a rule satisfies it',
    { satisfiedWhen: { developerStanding: ['known'], because: 'known developers.' } },
    'Satisfied by a rule of the MLS: known developers.',
  ],
  ['the rule does not hold', { satisfiedWhen: { developerStanding: ['new'], because: 'new ones.' } }, null],
  [
    'not needed comes before satisfied',
    { when: { firstRequest: true }, satisfiedWhen: { keyKind: ['bearer'], because: 'x' } },
    'Not needed: asked only when it is the first request to this MLS.',
  ],
])('a step is exempt: %s', (_name, more, because) => {
  const chain = drawn(definition(defined('legal', ['ann'], more), defined('mls', ['bob'])));
  expect(chain.steps[0]!.exempt?.because ?? null).toBe(because);
});

const never = { when: { dataRole: ['idx' as const] } };

test.each<[name: string, ChainDefinition, parties: string[]]>([
  [
    'nobody is left at a step that is not asked',
    definition(defined('a', ['ann'], never), defined('b', ['bob'])),
    ['ann@mls.example'],
  ],
  ['all that are left must approve', definition(defined('a', ['ann', 'bob'], { quorum: 'all' })), ['bob@mls.example']],
  [
    'fewer are left than denials are needed',
    definition(defined('a', ['ann', 'bob'], { denials: 2 })),
    ['bob@mls.example'],
  ],
])('no fault for one request: %s', (_name, given, parties) => {
  expect(faults(given, parties)).toEqual([]);
});

const nobody = 'Every step is skipped or satisfied, so no person would decide.';
test.each<[name: string, ChainDefinition, parties: string[], path: string, problem: string]>([
  [
    'nobody is left',
    definition(defined('a', ['ann']), defined('b', ['bob'])),
    ['bob@mls.example'],
    'steps[1].approvers',
    'Nobody is left who may decide "b approval".',
  ],
  [
    'too few are left for the quorum',
    definition(defined('a', ['ann', 'bob'], { quorum: { count: 2 } })),
    ['bob@mls.example'],
    'steps[0].quorum',
    'It needs 2 approvals of 1.',
  ],
  ['no person would decide', definition(defined('a', ['ann'], never)), [], 'steps', nobody],
  ['there is no step', definition(), [], 'steps', nobody],
])('a fault for one request: %s', (_name, given, parties, path, problem) => {
  const found = faults(given, parties);
  expect(found.map((fault) => [fault.path, fault.problem])).toEqual([[path, problem]]);
});

const days = (more: Partial<typeof defaultClock>) => ({ clock: { ...defaultClock, ...more } });
test.each<[path: string, problem: string, ChainDefinition]>([
  ['steps[1].id', 'Two steps are called "a".', definition(defined('a', ['ann']), defined('a', ['bob'], { after: [] }))],
  ['steps[0].after', 'There is no step "z".', definition(defined('a', ['ann'], { after: ['z'] }))],
  [
    'steps[0].after',
    'These steps wait for one another, so none would ever be asked: a.',
    definition(defined('a', ['ann'], { after: ['a'] })),
  ],
  [
    'steps[0].after',
    'These steps wait for one another, so none would ever be asked: a, b, c.',
    definition(defined('a', ['ann'], { after: ['b'] }), defined('b', ['bob'], { after: ['a'] }), defined('c', ['cat'])),
  ],
  ['steps[0].approvers', 'This step asks nobody.', definition(defined('a', []))],
  ['steps[0].approvers', 'Somebody is named twice.', definition(defined('a', ['ann', 'bob', 'ann']))],
  ['steps[0].quorum', 'It needs 3 approvals of 2.', definition(defined('a', ['ann', 'bob'], { quorum: { count: 3 } }))],
  ['steps[0].denials', 'It takes 3 denials of 2 to end it.', definition(defined('a', ['ann', 'bob'], { denials: 3 }))],
  [
    'steps[0].clock.remind[0]',
    'Day 0 does not come after the opening (day 0).',
    definition(defined('a', ['ann'], days({ remind: [0, 4] }))),
  ],
  [
    'steps[0].clock.remind[1]',
    'Day 2 does not come after remind[0] (day 2).',
    definition(defined('a', ['ann'], days({ remind: [2, 2] }))),
  ],
  [
    'steps[0].clock.escalate',
    'Day 4 does not come after remind[1] (day 4).',
    definition(defined('a', ['ann'], days({ escalate: 4 }))),
  ],
  [
    'steps[0].clock.callStaff',
    'Day 6 does not come after escalate (day 6).',
    definition(defined('a', ['ann'], days({ callStaff: 6 }))),
  ],
  [
    'steps[0].clock.lapse',
    'Day 8 does not come after callStaff (day 8).',
    definition(defined('a', ['ann'], days({ lapse: 8 }))),
  ],
])('whatever the request: %s: %s', (path, problem, given) => {
  const found = faultsOf(given);
  expect(found).toEqual([{ path, problem, remedy: expect.stringMatching(/\S\.$/) }]);
  expect(faults(given)).toEqual(expect.arrayContaining([...found]));
});

test('a definition without faults', () => {
  const given = definition(
    defined('a', ['ann']),
    defined('b', ['bob', 'cat'], { quorum: { percent: 60 }, denials: 2 }),
  );
  expect(faultsOf(given)).toEqual([]);
  expect(
    faultsOf({
      ...given,
      steps: [
        defined('a', [], { fallback: ['ann'], ...days({ remind: [], escalate: null, callStaff: null, lapse: 1 }) }),
      ],
    }),
  ).toEqual([]);
});

test('people whom the register does not hold, wherever they are named', () => {
  const given = {
    ...definition(defined('a', ['ann', 'eve'], { fallback: ['fay'], alternates: ['gus'] })),
    informed: ['hal'],
  };
  expect(faultsOf(given, new Set(['ann'])).map(({ path, problem }) => [path, problem])).toEqual([
    ['steps[0].approvers[1]', 'The register does not hold "eve".'],
    ['steps[0].fallback[0]', 'The register does not hold "fay".'],
    ['steps[0].alternates[0]', 'The register does not hold "gus".'],
    ['informed[0]', 'The register does not hold "hal".'],
  ]);
});
