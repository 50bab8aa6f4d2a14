import { defaultClock } from '../../domain/chain';
import { type ChainFault, faultsOf } from '../../domain/chain-faults';
import type { ChainDefinition } from '../../domain/definition';
import { defined, definition, drawnUp } from './definitions';

function faults(given: ChainDefinition, parties: readonly string[] = []): readonly ChainFault[] {
  const result = drawnUp(given, parties);
  return result.kind === 'faulty' ? result.faults : [];
}

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
