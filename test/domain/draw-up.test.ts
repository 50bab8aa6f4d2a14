import { defaultClock } from '../../domain/chain';
import type { StepDefinition } from '../../domain/definition';
import { approver } from '../support/samples';
import { defined, definition, drawnUp, register } from './definitions';

function drawn(...given: Parameters<typeof drawnUp>) {
  const result = drawnUp(...given);
  if (result.kind === 'faulty') throw new Error(JSON.stringify(result.faults));
  return result.chain;
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
  const given = definition(defined('mls', ['eve'], { fallback: ['cat', 'bob'], alternates: ['cat', 'dan'] }));
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
