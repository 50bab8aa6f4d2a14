import { demoDirectory } from '../../directory/demo';
import { type FileFault, whereOf } from '../../directory/file-fault';
import { readDirectory } from '../../directory/import';
import { readYaml } from '../../directory/yaml-file';
import type { Directory } from '../../store/port';

const nothing: Directory = { mlses: [], approvers: [], plans: [], developers: [] };

/** A file without faults; tests put one in. */
const file = `mlses:
  - { id: cedar, name: Cedar MLS, state: Iowa, timeZone: America/Chicago, closedDays: [2026-12-24] }
approvers: [{ mlsId: cedar, id: nora, name: Nora Beck, email: nora@cedar.example, title: MLS admin },
  { mlsId: cedar, id: hugo, name: Hugo Lind, email: hugo@cedar.example, title: Deputy }]
plans:
  - mlsId: cedar
    id: cedar-idx
    name: IDX
    description: Public sites.
    role: idx
    keyKind: bearer
    keyHolders: [member, generic-agent]
    priceMinor: 5000
    currency: USD
    termsVersion: 2026-01
    terms: Keep it current.
    chain: { version: 1, steps: [{ id: mls, title: MLS, approvers: [nora], quorum: any }] }
members:
  - { mlsId: cedar, userName: c.1, kind: member, name: Ada Frost }
`;

function faultsOf(text: string, stored: Directory = nothing): readonly FileFault[] {
  const read = readYaml(text);
  if (read.kind === 'faulty') return read.faults;
  const directory = readDirectory(read.source, stored);
  return directory.kind === 'faulty' ? directory.faults : [];
}

function withChange(from: string, to: string): string {
  expect(file).toContain(from);
  return file.replace(from, to);
}

test('a file without faults: what is left out has its default, and holidays of the state are closed days', () => {
  const read = readYaml(file);
  const directory = read.kind === 'read' ? readDirectory(read.source, nothing) : read;
  expect(directory).toMatchObject({
    kind: 'read',
    directory: {
      mlses: [{ id: 'cedar', closedDays: expect.arrayContaining(['2026-12-24', '2026-12-25']) }],
      plans: [{ id: 'cedar-idx', chain: { version: 1, stopMinutes: 0, steps: [{ denials: 1 }] } }],
      members: [{ userName: 'c.1' }],
      developers: [],
    },
  });
});

/** Line and column at which `words` begin, which stand in the text once. */
function placeOf(text: string, words: string): { readonly line: number; readonly column: number } {
  const [before, ...after] = text.split(words);
  expect(after).toHaveLength(1);
  const lines = before!.split('\n');
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}

test.each<[string, string, string, words: string, path: string, RegExp, RegExp]>([
  ['a role that is none', 'role: idx', 'role: idxx', 'role', 'plans[0].role', /"idxx"/, /Use one of: idx, vow/],
  ['a field that is none', 'role: idx', 'role: idx\n    roll: 1', 'roll', 'plans[0].roll', /"roll"/, /only: mlsId/],
  ['a field left out', '    currency: USD\n', '', 'mlsId: cedar\n', 'plans[0].currency', /missing/, /text/],
  ['a number for a text', 'name: IDX', 'name: 7', 'name: 7', 'plans[0].name', /It is 7/, /text in quotes/],
  ['a price in words', '5000', '"50.00"', 'price', 'plans[0].priceMinor', /"50.00"/, /whole number/],
  ['a broken price', '5000', '50.5', 'price', 'plans[0].priceMinor', /50\.5/, /whole number/],
  ['a price below nothing', '5000', '-1', 'price', 'plans[0].priceMinor', /-1/, /0 or more/],
  ['a currency in words', 'USD', 'dollars', 'currency', 'plans[0].currency', /dollars/, /three capital letters/],
  ['no key holders', '[member, generic-agent]', '[]', 'keyH', 'plans[0].keyHolders', /\[\]/, /at least 1/],
  ['own data of nobody', 'role: idx', 'role: own', 'keyH', 'plans[0].keyHolders', /generic agent/, /office/],
  ['a zone that is none', 'Chicago', 'Chicaco', 'timeZone', 'mlses[0].timeZone', /Chicaco/, /IANA/],
  ['an offset for a zone', 'America/Chicago', '"-06:00"', 'timeZone', 'mlses[0].timeZone', /-06:00/, /IANA/],
  ['a day that is none', '12-24', '02-30', '2026-02-30', 'mlses[0].closedDays[0]', /02-30/, /YYYY-MM-DD/],
  ['an id with spaces', 'id: cedar,', 'id: Oak MLS,', 'id: Oak', 'mlses[0].id', /Oak MLS/, /lower case/],
  [
    'two addresses',
    'nora@cedar.example',
    '"a@b.example,c@d.example"',
    'email: "a@b',
    'approvers[0].email',
    /a@b/,
    /one address/,
  ],
  ['a name in an address', 'nora@cedar.example', 'N <n@c.example>', 'email: N', 'approvers[0].email', /N </, /one ad/],
  ['a line end in a name', 'Nora Beck', '"N\\nBcc: x"', 'name: "N', 'approvers[0].name', /Bcc/, /one line/],
  ['an id used twice', 'id: hugo', 'id: nora', 'id: nora, name: Hugo', 'approvers[1].id', /"nora"/, /of its own/],
  [
    'an MLS nobody knows',
    'cedar, userName',
    'oak, userName',
    'mlsId: oak',
    'members[0].mlsId',
    /"oak"/,
    /Add that MLS/,
  ],
  ['no member', 'kind: member', 'kind: generic-agent', 'kind', 'members[0].kind', /generic/, /office/],
  ['no chain', / {4}chain: .*\n/.exec(file)![0], '', 'mlsId: cedar\n', 'plans[0].chain', /missing/, /object/],
  ['a quorum too high', ': any', ': { count: 2 }', 'quorum', 'plans[0].chain.steps[0].quorum', /2 approvals of 1/, /./],
  ['no fact of a chain', 'quorum', 'quorom', 'quorom', 'plans[0].chain.steps[0].quorom', /quorom/, /only: id/],
  ['nobody we know', '[nora]', '[zoe]', 'zoe', 'plans[0].chain.steps[0].approvers[0]', /"zoe"/, /Add that person/],
  ['the operator itself', 'id: cedar,', 'id: operator,', 'id: operator', 'mlses[0].id', /operator's own/, /another id/],
  ["the operator's desk", 'id: hugo', 'id: review-desk', 'id: review', 'approvers[1].id', /operator's own/, /another/],
  [
    'text for an entry',
    '{ mlsId: cedar, userName: c.1, kind: member, name: Ada Frost }',
    'Ada',
    'Ada',
    'members[0]',
    /"Ada"/,
    /object/,
  ],
])('%s: line, column, path, problem and remedy', (_, from, to, words, path, problem, remedy) => {
  const text = withChange(from, to);
  expect(faultsOf(text).find((fault) => fault.path === path)).toEqual({
    file: null,
    ...placeOf(text, words),
    path,
    problem: expect.stringMatching(problem),
    remedy: expect.stringMatching(remedy),
  });
});

test('an approver of another MLS is named with the MLS they belong to', () => {
  const read = withChange('{ mlsId: cedar, id: nora', '{ mlsId: oak, id: nora').replace(
    'mlses:',
    'mlses:\n  - { id: oak, name: Oak MLS, state: Ohio, timeZone: America/New_York }',
  );
  expect(faultsOf(read)).toMatchObject([
    {
      line: 18,
      path: 'plans[0].chain.steps[0].approvers[0]',
      problem: '"nora" is an approver of oak, not of cedar.',
      remedy: 'Name somebody of cedar, or add the person there under an id of their own.',
    },
  ]);
});

test('every fault is told at once, in the order of the file', () => {
  const faults = faultsOf(
    file.replace('USD', 'usd').replace('America/Chicago', 'x').replace('kind: member', 'kind: x'),
  );
  expect(faults.map(({ line }) => line)).toEqual([2, 14, 19]);
});

test.each<[string, string, [line: number, column: number], RegExp]>([
  ['not YAML', 'mlses: [\n', [2, 1], /./],
  ['a tab', 'mlses:\n\t- a', [2, 1], /Tabs/],
  ['a name twice', 'mlses: []\nplans: []\nmlses: []', [3, 1], /unique/],
  ['a tag', 'mlses: !!js/function x', [1, 8], /tag/],
  ['two documents', 'mlses: []\n---\nplans: []', [2, 1], /second document/],
  ['an anchor that is none', 'mlses: []\nplans: *x', [2, 8], /No anchor "x"/],
  ['a list in itself', 'mlses:\n  - &a [*a]', [2, 9], /inside/],
  ['an anchor in an anchor', 'mlses:\n  - &a []\n  - &b [*a]', [3, 9], /inside/],
  ['a list that is none', 'mlses: 3', [1, 1], /It is 3/],
  ['text alone', 'hello', [1, 1], /"hello"/],
  ['developers', 'mlses: []\ndevelopers: []', [2, 1], /"developers"/],
  ['a name with a meaning', '__proto__: { plans: [] }', [1, 1], /__proto__/],
  ['depth in brackets', `mlses: ${'['.repeat(100_000)}`, [1, 47], /too deep/],
  ['depth in lists', '- '.repeat(100_000), [1, 80], /too deep/],
])('%s is a fault where it stands', (_, text, [line, column], problem) => {
  expect(faultsOf(text)[0]).toMatchObject({ line, column, problem: expect.stringMatching(problem) });
});

test('a document that grows when it is read is refused', () => {
  const layers = Array.from({ length: 12 }, (_, n) => `  - &a${n} [${`${n ? `*a${n - 1}` : 'x'}, `.repeat(9)}]`);
  expect(faultsOf(`mlses:\n${layers.join('\n')}`)[0]).toMatchObject({
    line: 3,
    problem: expect.stringMatching(/inside/),
  });
  const uses = faultsOf(`mlses: [&a [x], ${'*a, '.repeat(101)}]`);
  expect(uses).toMatchObject([{ problem: expect.stringMatching(/alias count/) }]);
});

/** The plan of the file twice, the chain only once. */
function twice(steps: string): string {
  return file
    .replace(/chain: .*\n/, `chain: &ours\n      version: 1\n      steps: ${steps}\n`)
    .replace(/ {2}- mlsId[\s\S]*(?=members)/, (plan) => {
      const other = plan.replace('cedar-idx', 'cedar-vow').replace(/&ours[\s\S]*/, '*ours\n');
      return `${plan}${other}`;
    });
}

test('a chain can be written once and used by several plans; its faults stand where it is written', () => {
  expect(faultsOf(twice('[{ id: mls, title: MLS, approvers: [nora] }]'))).toEqual([]);
  expect(faultsOf(twice('[{ id: mls, title: MLS, approvers: [zoe] }]'))).toMatchObject([
    { line: 19, path: 'plans[0].chain.steps[0].approvers[0]' },
    { line: 19, path: 'plans[1].chain.steps[0].approvers[0]' },
  ]);
});

describe('against the store', () => {
  const plan = demoDirectory.plans[0]!;
  const entry = (more: object) => `plans:\n  - ${JSON.stringify({ ...plan, ...more })}`;

  test('a file may name MLSs and people that are in the store', () => {
    expect(faultsOf(entry({}), demoDirectory)).toEqual([]);
  });

  test.each<[string, object, RegExp, RegExp, string]>([
    [
      'a changed chain of the same version',
      { chain: { ...plan.chain, stopMinutes: 60 } },
      /version 1/,
      /2 or more/,
      'plans[0].chain.version',
    ],
    [
      'changed terms of the same version',
      { terms: 'New.' },
      /"2026-01"/,
      /version of their own/,
      'plans[0].termsVersion',
    ],
    ['a plan that moves', { id: 'blue-mesa-idx' }, /belongs to blue-mesa/, /free/, 'plans[0].id'],
  ])('%s is a fault', (_, more, problem, remedy, path) => {
    const faults = faultsOf(entry(more), demoDirectory);
    expect(faults.find((fault) => fault.path === path)).toMatchObject({
      problem: expect.stringMatching(problem),
      remedy: expect.stringMatching(remedy),
    });
  });

  test('both may change under new versions', () => {
    const chain = { ...plan.chain, stopMinutes: 60, version: 2 };
    expect(faultsOf(entry({ terms: 'New.', termsVersion: '2026-02', chain }), demoDirectory)).toEqual([]);
  });
});

test('a place is told as people look for it', () => {
  const [fault] = faultsOf(withChange('role: idx', 'role: x'));
  expect(whereOf(fault!)).toBe('line 10, column 5, plans[0].role');
});
