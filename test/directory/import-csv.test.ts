import { armoured, unarmoured } from '../../domain/csv-cells';
import { type CsvFiles, readCsv, writeCsv } from '../../directory/csv-file';
import { type FileFault, whereOf } from '../../directory/file-fault';
import { readDirectory } from '../../directory/import';
import type { Directory } from '../../store/port';

const nothing: Directory = { mlses: [], approvers: [], plans: [], developers: [] };
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
const chain = (approver: string) =>
  cell(`{\n  "version": 1,\n  "steps": [{ "id": "mls", "title": "MLS", "approvers": ["${approver}"] }]\n}`);

/** Files without faults; the terms and the chain of the first plan are several lines long. */
const files = {
  mlses: 'id,name,state,timeZone,closedDays\ncedar,Cedar MLS,Iowa,America/Chicago,2026-12-24; 2026-12-31\n',
  approvers: 'mlsId,id,name,email,title\ncedar,nora,Nora Beck,nora@cedar.example,MLS admin\n',
  plans: [
    'mlsId,id,name,description,role,keyKind,keyHolders,priceMinor,currency,termsVersion,terms,chain',
    `cedar,cedar-idx,IDX,Public sites.,idx,bearer,member;generic-agent,5000,USD,1,"Keep it\ncurrent.",${chain('nora')}`,
    `cedar,cedar-vow,VOW,"Sites, behind a log-in.",vow,bearer,member,7500,USD,1,Keep it.,${chain('nora')}\n`,
  ].join('\r\n'),
  members: '\ufeffname,kind,userName,mlsId\nAda Frost,member,c.1,cedar\n\n',
};

function read(more: CsvFiles) {
  const source = readCsv({ ...files, ...more });
  return source.kind === 'read' ? readDirectory(source.source, nothing) : source;
}

function faultsOf(more: CsvFiles): readonly FileFault[] {
  const outcome = read(more);
  return outcome.kind === 'faulty' ? outcome.faults : [];
}

test('files without faults: columns in any order, lists by semicolons, chains as JSON', () => {
  expect(read({})).toMatchObject({
    kind: 'read',
    directory: {
      mlses: [{ closedDays: expect.arrayContaining(['2026-12-24', '2026-12-25', '2026-12-31']) }],
      approvers: [{ email: 'nora@cedar.example' }],
      plans: [
        { id: 'cedar-idx', keyHolders: ['member', 'generic-agent'], priceMinor: 5000, terms: 'Keep it\ncurrent.' },
        { id: 'cedar-vow', description: 'Sites, behind a log-in.', chain: { steps: [{ approvers: ['nora'] }] } },
      ],
      members: [{ mlsId: 'cedar', userName: 'c.1', kind: 'member', name: 'Ada Frost' }],
    },
  });
});

test.each<[string, keyof typeof files, string, string, [line: number, column: string], RegExp, RegExp]>([
  ['a role that is none', 'plans', ',vow,b', ',vows,b', [7, 'role'], /"vows"/, /Use one of: idx, vow/],
  ['a cell left empty', 'plans', 'member,7500,USD', 'member,7500,', [7, 'currency'], /missing/, /text/],
  ['no key holders', 'plans', 'member,7500', ',7500', [7, 'keyHolders'], /\[\]/, /at least 1/],
  ['a price with a comma', 'plans', '7500', '"7,500"', [7, 'priceMinor'], /7,500/, /whole number/],
  ['a chain that is not JSON', 'plans', '""version"": 1,', 'version', [3, 'chain'], /not JSON/, /as JSON/],
  ['a chain of brackets', 'plans', '""nora""', '['.repeat(50_000), [3, 'chain'], /too deep/, /at most/],
  ['a fault of a chain', 'plans', '""nora""', '""zoe""', [3, 'chain'], /"zoe"/, /Add that person/],
  ['an MLS nobody knows', 'plans', 'cedar,cedar-vow', 'oak,cedar-vow', [7, 'mlsId'], /"oak"/, /Add that MLS/],
  ['an id used twice', 'plans', 'cedar-vow', 'cedar-idx', [7, 'id'], /before it/, /of its own/],
  ['a zone that is none', 'mlses', 'Chicago', 'Chicaco', [2, 'timeZone'], /Chicaco/, /IANA/],
  ['a day that is none', 'mlses', '2026-12-31', '12/31/2026', [2, 'closedDays'], /12\/31/, /YYYY-MM-DD/],
  ['two addresses', 'approvers', 'nora@cedar.example', '"a@b,c@d"', [2, 'email'], /./, /./],
  ['a column that is none', 'members', 'kind,', 'kindd,', [1, 'kindd'], /"kindd"/, /userName,kind,name/],
  ['a column left out', 'members', 'name,kind', 'kind', [1, 'name'], /missing/, /userName,kind,name/],
  ['a column twice', 'members', 'name,kind', 'name,name,kind', [1, 'name'], /twice/, /first line/],
  ['a cell too many', 'approvers', 'MLS admin', 'MLS, admin', [2, 'title'], /More cells/, /in quotes/],
])('%s: file, line, column name, problem and remedy', (_, kind, from, to, [line, column], problem, remedy) => {
  expect(files[kind]).toContain(from);
  const faults = faultsOf({ [kind]: files[kind].replace(from, to) });
  const file = `${kind}.csv`;
  const fits = { problem: expect.stringMatching(problem), remedy: expect.stringMatching(remedy) };
  expect(faults).toContainEqual({ file, line, column, path: expect.any(String), ...fits });
});

test('a quote that is not closed is a fault of its file', () => {
  const faults = faultsOf({ approvers: `${files.approvers}cedar,"hugo,Hugo,h@cedar.example,Deputy\n` });
  expect(faults).toMatchObject([{ file: 'approvers.csv', problem: expect.stringMatching(/[Qq]uote/) }]);
});

test('a place is told as people look for it', () => {
  const [fault] = faultsOf({ plans: files.plans.replace(',vow,b', ',x,b') });
  expect(whereOf(fault!)).toBe('plans.csv, line 7, column role, plans[1].role');
});

const formulas = ['=cmd|calc', '+1', '-1', '@SUM(A1)', '\t=1', '＝1', "'=1", "''=1"];

test.each(formulas)('[case 70] a spreadsheet does not compute %j, and it is read back as it was', (text) => {
  expect(armoured(text)).toBe(`'${text}`);
  expect(unarmoured(armoured(text))).toBe(text);
});

test.each(['Ann', "O'Brien", "'quoted'", '', ' =1', '5000', '{"a":1}'])('%j is written as it is', (text) => {
  expect([armoured(text), unarmoured(text)]).toEqual([text, text]);
});

test('[case 70] no cell of an export begins a formula; quotes and lines survive', () => {
  const members = [...formulas.slice(0, 4), 'a "quoted", name'].map((name, index) => ({
    mlsId: 'cedar',
    userName: `=${index}`,
    kind: 'member',
    name,
  }));
  const text = writeCsv({ mlses: [], approvers: [], plans: [], members }).members;
  expect(text).not.toMatch(/(^|,|")[=+\-@]/m);
  expect(read({ members: text })).toMatchObject({ kind: 'read', directory: { members } });
});
