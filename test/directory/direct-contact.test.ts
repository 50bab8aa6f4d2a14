import { readCsv, writeCsv } from '../../directory/csv-file';
import { differenceOf, news } from '../../directory/difference';
import { toContent } from '../../directory/export';
import { readDirectory, type ReadDirectory } from '../../directory/import';
import { readYaml } from '../../directory/yaml-file';
import type { Directory } from '../../store/port';

/** How an MLS says in the operator's files how it wants to be asked when no plan fits. */
const nothing: Directory = { mlses: [], approvers: [], plans: [], developers: [] };
const desk = '{ version: 2, steps: [{ id: desk, title: Data desk, approvers: [nora], accepts: [reply] }] }';

function file(directContact: string): string {
  return `mlses:
  - id: cedar
    name: Cedar MLS
    state: Iowa
    timeZone: America/Chicago
${directContact === '' ? '' : `    directContact: ${directContact}\n`}  - { id: oak, name: Oak MLS, state: Ohio, timeZone: America/New_York }
approvers:
  - { mlsId: cedar, id: nora, name: Nora Beck, email: nora@cedar.example, title: MLS admin }
  - { mlsId: oak, id: hugo, name: Hugo Lind, email: hugo@oak.example, title: MLS admin }
`;
}

function readFile(text: string, stored: Directory = nothing): ReadDirectory {
  const read = readYaml(text);
  return read.kind === 'read' ? readDirectory(read.source, stored) : read;
}

function directoryOf(read: ReadDirectory): Directory {
  if (read.kind === 'faulty') throw new Error(JSON.stringify(read.faults));
  return read.directory;
}

const stored = directoryOf(readFile(file(desk)));
const contactOf = ({ mlses }: Directory) => mlses.find(({ id }) => id === 'cedar')!.directContact;

test('the chain is read with its defaults; an MLS that says nothing has none', () => {
  expect(contactOf(stored)).toMatchObject({ version: 2, steps: [{ id: 'desk', quorum: 'any', accepts: ['reply'] }] });
  expect(stored.mlses[1]).not.toHaveProperty('directContact');
});

test.each([
  ['left out: it stays as it is in the store', '', 2],
  ['the same again', desk, 2],
  ['a higher version', desk.replace('2', '3').replace('Data desk', 'Desk'), 3],
  ['null: back to the usual way', 'null', undefined],
])('%s', (_, directContact, version) => {
  expect(contactOf(directoryOf(readFile(file(directContact), stored)))?.version).toBe(version);
});

test.each([
  ['without a step by mail alone', ', accepts: [reply]', '', 'steps', /without an email/, /nothing but "reply"/],
  ['with a step by mail that is not always asked', '[reply]', '[reply], when: { keyKind: [oidc] }', 'steps', /./, /./],
  ['that names nobody we know', '[nora]', '[zoe]', 'steps[0].approvers[0]', /"zoe"/, /Add that person/],
  [
    'that names somebody of another MLS',
    '[nora]',
    '[hugo]',
    'steps[0].approvers[0]',
    /of oak, not of cedar/,
    /of cedar/,
  ],
  ['with a field that is none', 'accepts', 'excepts', 'steps[0].excepts', /excepts/, /only: id/],
  ['that changed under the version of the store', 'Data desk', 'Desk', 'version', /version 2/, /3 or more/],
])('a chain %s is a fault, where it stands', (_, from, to, path, problem, remedy) => {
  expect(desk).toContain(from);
  const read = readFile(file(desk.replace(from, to)), stored);
  expect(read.kind === 'faulty' && read.faults).toContainEqual({
    file: null,
    line: 6,
    column: expect.any(Number),
    path: `mlses[0].directContact.${path}`,
    problem: expect.stringMatching(problem),
    remedy: expect.stringMatching(remedy),
  });
});

test('text for a chain is a fault of the field itself', () => {
  const read = readFile(file('by mail'), stored);
  expect(read).toMatchObject({ kind: 'faulty', faults: [{ path: 'mlses[0].directContact', line: 6 }] });
});

/** What an import of the file would change in the store. */
function changesOf(directContact: string) {
  const imported = directoryOf(readFile(file(directContact), stored));
  const difference = differenceOf(imported, stored);
  const rows = difference.changed.flatMap(({ fields }) => fields.map((each) => [each.field, each.before, each.after]));
  return { rows, loaded: news(imported, difference).mlses };
}

describe('what an import changes', () => {
  test('nothing, when it is left out', () => {
    expect(changesOf('')).toEqual({ rows: [], loaded: [] });
  });

  test('field by field of a step that stays', () => {
    expect(changesOf(desk.replace('2', '3').replace('Data desk', 'Desk')).rows).toEqual([
      ['directContact.version', '2', '3'],
      ['directContact.steps.desk.title', 'Data desk', 'Desk'],
    ]);
  });

  test('all of it, when the MLS goes back to the usual way', () => {
    const { rows, loaded } = changesOf('null');
    expect(rows).toContainEqual(['directContact.steps', 'desk', null]);
    expect(loaded).toMatchObject([{ id: 'cedar', directContact: null }]);
  });
});

describe('as CSV', () => {
  const written = writeCsv(toContent(stored)).mlses;
  const read = (mlses: string, before = stored) => {
    const source = readCsv({ mlses });
    return source.kind === 'read' ? readDirectory(source.source, before) : source;
  };

  test('it stands as JSON, as the chain of a plan does, and is read back as it was', () => {
    expect(written).toContain('""title"":""Data desk""');
    expect(directoryOf(read(written)).mlses).toEqual(stored.mlses);
  });

  test('a file without the column leaves it as it is in the store', () => {
    const mlses = 'id,name,state,timeZone\ncedar,Cedar MLS,Iowa,America/Chicago\n';
    expect(contactOf(directoryOf(read(mlses)))).toEqual(contactOf(stored));
  });

  test('what is no JSON is a fault of its cell', () => {
    const mlses = 'id,name,state,timeZone,directContact\ncedar,Cedar MLS,Iowa,America/Chicago,by mail\n';
    expect(read(mlses)).toMatchObject({
      kind: 'faulty',
      faults: [{ file: 'mlses.csv', line: 2, column: 'directContact', problem: expect.stringMatching(/not JSON/) }],
    });
  });
});
