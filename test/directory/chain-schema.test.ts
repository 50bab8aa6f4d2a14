import { chainJsonSchema, readChain } from '../../directory/chain-schema';
import { demoDirectory } from '../../directory/demo';
import { defaultClock } from '../../domain/chain';
import { usualTerm } from '../../domain/grant';

const register = new Set(['ann', 'bob', 'tom']);

/** A step as an MLS would write it: what is left out has its default. */
const step = (more: object = {}, id = 'mls') => ({ id, title: 'MLS approval', approvers: ['ann', 'bob'], ...more });
const chain = (...steps: readonly object[]) => ({ version: 1, steps });

const facts = 'dataRole, keyKind, keyHolder, ownDataLevel, priceAtLeast, priceBelow, developerStanding, firstRequest';
const text = 'Write text in quotes.';
const whole = 'Write a whole number.';
const quorums = 'Write "any", "all", { "count": 2 } or { "percent": 50 }.';

describe('faulty', () => {
  test.each<[name: string, chain: unknown, path: string, remedy: string]>([
    // The whole.
    ['text', 'steps', 'chain', 'Write an object in braces'],
    ['nothing', null, 'chain', 'Write an object in braces'],
    ['a list', [], 'chain', 'Write an object in braces'],
    [
      'an unknown key',
      { ...chain(step()), step: [] },
      'step',
      'Use only: version, steps, informed, stopMinutes, term.',
    ],
    ['no version', { steps: [step()] }, 'version', whole],
    ['version zero', { version: 0, steps: [step()] }, 'version', 'Use 1 or more.'],
    ['no steps', { version: 1 }, 'steps', 'Write a list in brackets'],
    ['an empty list of steps', chain(), 'steps', 'List at least 1.'],
    ['a stop of more than a week', { ...chain(step()), stopMinutes: 10_081 }, 'stopMinutes', 'Use 10080 or less.'],
    ['a stop before the approval', { ...chain(step()), stopMinutes: -1 }, 'stopMinutes', 'Use 0 or more.'],
    [
      'somebody unknown is informed',
      { ...chain(step()), informed: ['ann', 'zoe'] },
      'informed[1]',
      'to the register first',
    ],
    // How long it lasts.
    ['a term in words', { ...chain(step()), term: 'a year' }, 'term', 'Write an object in braces'],
    ['a term of no month', { ...chain(step()), term: { months: 0 } }, 'term.months', 'Use 1 or more.'],
    ['a term for ever', { ...chain(step()), term: { months: 121 } }, 'term.months', 'Use 120 or less.'],
    ['no notice', { ...chain(step()), term: { noticeDays: 0 } }, 'term.noticeDays', 'Use 1 or more.'],
    ['a notice of a year', { ...chain(step()), term: { noticeDays: 365 } }, 'term.noticeDays', 'Use 180 or less.'],
    ['a notice that begins before its term', { ...chain(step()), term: { months: 1 } }, 'term.noticeDays', 'Use 27'],
    ['a grace below none', { ...chain(step()), term: { graceDays: -1 } }, 'term.graceDays', 'Use 0 or more.'],
    ['a grace of months', { ...chain(step()), term: { graceDays: 91 } }, 'term.graceDays', 'Use 90 or less.'],
    [
      'an unknown field of a term',
      { ...chain(step()), term: { years: 1 } },
      'term.years',
      'months, noticeDays, graceD',
    ],
    // A step's place.
    ['no id', chain({ title: 'MLS', approvers: ['ann'] }), 'steps[0].id', text],
    [
      'an id that fits no address',
      chain(step({ id: 'MLS:1' })),
      'steps[0].id',
      'lower case letters, digits and hyphens',
    ],
    ['a title that is a number', chain(step({ title: 7 })), 'steps[0].title', text],
    ['a title of blanks', chain(step({ title: '  ' })), 'steps[0].title', 'at least one character'],
    ['a title of two lines', chain(step({ title: 'MLS\nBcc: eve' })), 'steps[0].title', 'one line without control'],
    ['a title that fills a page', chain(step({ title: 'x'.repeat(101) })), 'steps[0].title', 'at most 100 characters'],
    [
      'an unknown key in a step',
      chain(step({ approver: 'ann' })),
      'steps[0].approver',
      'Use only: id, title, after, approvers',
    ],
    ['a key of every object', JSON.parse('{"version":1,"steps":[],"__proto__":{}}'), '__proto__', 'Use only: version'],
    ['two steps of one id', chain(step(), step()), 'steps[1].id', 'Give each step an id of its own.'],
    ['after an unknown step', chain(step(), step({ after: ['brokr'] }, 'end')), 'steps[1].after', 'Name one of: mls.'],
    ['a cycle', chain(step({ after: ['end'] }), step({ after: ['mls'] }, 'end')), 'steps[0].after', 'an empty "after"'],
    ['after itself', chain(step({ after: ['mls'] })), 'steps[0].after', 'an empty "after"'],
    // People.
    ['an empty group without fallback', chain(step({ approvers: [] })), 'steps[0].approvers', 'or a fallback'],
    ['no group', chain({ id: 'mls', title: 'MLS' }), 'steps[0].approvers', 'Write a list in brackets'],
    ['one person, not a list', chain(step({ approvers: 'ann' })), 'steps[0].approvers', 'Write a list in brackets'],
    ['a person twice', chain(step({ approvers: ['ann', 'ann'] })), 'steps[0].approvers', 'nobody counts twice'],
    [
      'an unknown approver',
      chain(step({ approvers: ['ann', 'zoe'] })),
      'steps[0].approvers[1]',
      'to the register first',
    ],
    ['an unknown alternate', chain(step({ alternates: ['zoe'] })), 'steps[0].alternates[0]', 'to the register first'],
    ['an unknown fallback', chain(step({ fallback: ['zoe'] })), 'steps[0].fallback[0]', 'to the register first'],
    // How many.
    ['a quorum above the group', chain(step({ quorum: { count: 3 } })), 'steps[0].quorum', 'need at most 2'],
    ['a quorum of none', chain(step({ quorum: { count: 0 } })), 'steps[0].quorum.count', 'Use 1 or more.'],
    ['a negative quorum', chain(step({ quorum: { count: -2 } })), 'steps[0].quorum.count', 'Use 1 or more.'],
    ['half an approval', chain(step({ quorum: { count: 0.5 } })), 'steps[0].quorum', quorums],
    ['percent 0', chain(step({ quorum: { percent: 0 } })), 'steps[0].quorum.percent', 'Use 1 or more.'],
    ['percent 101', chain(step({ quorum: { percent: 101 } })), 'steps[0].quorum.percent', 'Use 100 or less.'],
    ['two kinds of quorum', chain(step({ quorum: { count: 1, percent: 50 } })), 'steps[0].quorum', quorums],
    ['a quorum in words', chain(step({ quorum: 'most' })), 'steps[0].quorum', quorums],
    ['denials above the group', chain(step({ denials: 3 })), 'steps[0].denials', 'Use at most 2.'],
    ['no denials', chain(step({ denials: 0 })), 'steps[0].denials', 'Use 1 or more.'],
    ['no proof', chain(step({ accepts: [] })), 'steps[0].accepts', 'List at least 1.'],
    [
      'an unknown proof',
      chain(step({ accepts: ['fax'] })),
      'steps[0].accepts[0]',
      'Use one of: attested, link, link+code',
    ],
    // The clock.
    ['a lapse on day 0', chain(step({ clock: { lapse: 0 } })), 'steps[0].clock.lapse', 'Use 1 or more.'],
    ['a lapse in years', chain(step({ clock: { lapse: 5_000 } })), 'steps[0].clock.lapse', 'Use 366 or less.'],
    ['never a lapse', chain(step({ clock: { lapse: null } })), 'steps[0].clock.lapse', whole],
    ['half a day', chain(step({ clock: { remind: [1.5] } })), 'steps[0].clock.remind[0]', whole],
    ['a lapse before the call', chain(step({ clock: { lapse: 8 } })), 'steps[0].clock.lapse', 'business days upwards'],
    [
      'an escalation before the reminder',
      chain(step({ clock: { escalate: 3 } })),
      'steps[0].clock.escalate',
      'upwards',
    ],
    ['reminders not upwards', chain(step({ clock: { remind: [3, 3] } })), 'steps[0].clock.remind[1]', 'upwards'],
    [
      'an unknown time',
      chain(step({ clock: { remnd: [1] } })),
      'steps[0].clock.remnd',
      'remind, escalate, callStaff, lapse',
    ],
    // Conditions.
    ['an unknown fact', chain(step(), step({ when: { dataRol: ['vow'] } }, 'end')), 'steps[1].when.dataRol', facts],
    ['no fact', chain(step({ when: {} })), 'steps[0].when', `Name at least one of: ${facts}.`],
    [
      'an unknown role',
      chain(step({ when: { dataRole: ['idx', 'rets'] } })),
      'steps[0].when.dataRole[1]',
      'idx, vow, private, own',
    ],
    [
      'a role, not a list',
      chain(step({ when: { dataRole: 'idx' } })),
      'steps[0].when.dataRole',
      'Write a list in brackets',
    ],
    ['one of no roles', chain(step({ when: { dataRole: [] } })), 'steps[0].when.dataRole', 'List at least 1.'],
    ['a price in words', chain(step({ when: { priceBelow: 'cheap' } })), 'steps[0].when.priceBelow', whole],
    [
      'yes for true',
      chain(step({ when: { firstRequest: 'yes' } })),
      'steps[0].when.firstRequest',
      'Write true or false.',
    ],
    [
      'a rule without a reason',
      chain(step({ satisfiedWhen: { firstRequest: false } })),
      'steps[0].satisfiedWhen.because',
      text,
    ],
    [
      'a reason without a rule',
      chain(step({ satisfiedWhen: { because: 'so' } })),
      'steps[0].satisfiedWhen',
      'Name at least one of',
    ],
    ['a reason for a condition', chain(step({ when: { because: 'so' } })), 'steps[0].when.because', facts],
  ])('%s', (_name, written, path, remedy) => {
    const read = readChain(written, register);
    const faults = read.kind === 'faulty' ? read.faults : [];
    const fault = faults.find((each) => each.path === path);
    expect(fault ?? faults).toMatchObject({ path, remedy: expect.stringContaining(remedy) });
    expect(fault!.problem).not.toBe('');
  });

  test('every fault is told at once, with what was written, cut to a line', () => {
    const written = { version: 1.5, steps: [step({ denials: null, title: 'x'.repeat(200) })], stpe: 1, informd: [] };
    const read = readChain(written);
    expect(read.kind === 'faulty' && read.faults.map(({ path, problem }) => `${path}: ${problem}`)).toEqual([
      'version: It is 1.5.',
      `steps[0].title: It is "${'x'.repeat(59)}….`,
      'steps[0].denials: It is null.',
      'stpe: Nothing is called "stpe" here.',
      'informd: Nothing is called "informd" here.',
    ]);
  });

  test('without a register nobody is unknown', () => {
    expect(readChain(chain(step({ approvers: ['zoe'] }))).kind).toBe('read');
  });
});

describe('read', () => {
  test('what is left out has its default', () => {
    expect(readChain(chain(step()), register)).toEqual({
      kind: 'read',
      definition: {
        version: 1,
        steps: [
          {
            id: 'mls',
            title: 'MLS approval',
            approvers: ['ann', 'bob'],
            fallback: [],
            alternates: [],
            quorum: 'any',
            denials: 1,
            accepts: ['link+code', 'reply'],
            clock: { remind: [2, 4], escalate: 6, callStaff: 8, lapse: 20 },
            when: null,
            satisfiedWhen: null,
          },
        ],
        informed: [],
        stopMinutes: 0,
      },
    });
  });

  test('a clock may say only what differs', () => {
    const read = readChain(chain(step({ clock: { escalate: null, lapse: 30 } })));
    expect(read).toMatchObject({
      definition: { steps: [{ clock: { ...defaultClock, escalate: null, lapse: 30 } }] },
    });
  });

  test('a term may say only what differs, and a chain without one has none', () => {
    const read = readChain({ ...chain(step()), term: { months: 6 } });
    expect(read).toMatchObject({ definition: { term: { ...usualTerm, months: 6 } } });
    const usual = readChain(chain(step()));
    expect(usual.kind === 'read' && Object.keys(usual.definition)).not.toContain('term');
  });

  const everything = {
    version: 3,
    steps: [
      {
        ...step({}, 'broker'),
        after: [],
        approvers: [],
        fallback: ['tom'],
        alternates: ['ann'],
        quorum: { percent: 50 },
        denials: 2,
        accepts: ['attested', 'signed-in'],
        clock: { remind: [], escalate: 1, callStaff: null, lapse: 2 },
        when: { dataRole: ['vow', 'own'], ownDataLevel: ['office'], priceAtLeast: 0, priceBelow: 9_900 },
        satisfiedWhen: { developerStanding: ['known'], keyKind: ['oidc'], because: 'they are known' },
      },
      { ...step({ after: ['broker'] }), fallback: [], alternates: [], quorum: { count: 2 }, denials: 1 },
    ].map((each) => ({ accepts: ['link'], clock: defaultClock, when: null, satisfiedWhen: null, ...each })),
    informed: ['bob'],
    stopMinutes: 30,
    term: { months: 2, noticeDays: 55, graceDays: 0 },
  };
  const demo = demoDirectory.plans.map((plan) => [plan.id, plan.chain] as const);

  test.each([['everything that can be said', everything], ...demo] as const)(
    'what was read is written and read again as it was: %s',
    (_name, definition) => {
      const read = readChain(JSON.parse(JSON.stringify(definition)));
      expect(read).toEqual({ kind: 'read', definition });
      expect(readChain(JSON.parse(JSON.stringify(read.kind === 'read' && read.definition)))).toEqual(read);
    },
  );

  test.each(demoDirectory.plans.map((plan) => [plan.id, plan] as const))(
    "the demo's chain of %s names only people of its MLS",
    (_id, { mlsId, chain: definition }) => {
      const people = demoDirectory.approvers.filter((each) => each.mlsId === mlsId).map(({ id }) => id);
      expect(readChain(definition, new Set(people)).kind).toBe('read');
    },
  );
});

interface JsonSchema {
  readonly title?: string;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** Every property, by its path. */
function propertiesOf(schema: JsonSchema, path = ''): readonly (readonly [string, JsonSchema])[] {
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) => [
      [`${path}${name}`, property] as const,
      ...propertiesOf(property, `${path}${name}.`),
    ]),
    ...(schema.items ? propertiesOf(schema.items, path) : []),
    ...(schema.anyOf ?? []).flatMap((each) => propertiesOf(each, path)),
  ];
}

describe('as a JSON schema', () => {
  const schema = chainJsonSchema() as JsonSchema;

  test('it has a title, and asks only for what has no default', () => {
    expect(schema).toMatchObject({ title: 'Approval chain', required: ['version', 'steps'] });
    expect(schema.properties!.steps!.items!.required).toEqual(['id', 'title', 'approvers']);
  });

  test('every field is described', () => {
    const properties = propertiesOf(schema);
    expect(properties.map(([path]) => path)).toEqual(
      expect.arrayContaining(['steps.quorum.percent', 'steps.clock.callStaff', 'steps.satisfiedWhen.because']),
    );
    expect(properties.filter(([, { description }]) => !description).map(([path]) => path)).toEqual([]);
  });
});
