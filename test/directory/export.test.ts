import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv, writeCsv } from '../../directory/csv-file';
import { demoDirectory } from '../../directory/demo';
import { differenceOf } from '../../directory/difference';
import { toContent } from '../../directory/export';
import type { ReadSource } from '../../directory/file-fault';
import { readDirectory } from '../../directory/import';
import { readYaml, writeYaml } from '../../directory/yaml-file';
import { usualTerm } from '../../domain/grant';
import type { Directory } from '../../store/port';

const nothing: Directory = { mlses: [], approvers: [], plans: [], developers: [] };
const directory: Directory = {
  ...demoDirectory,
  plans: demoDirectory.plans.map((plan, index) =>
    index === 0 ? { ...plan, chain: { ...plan.chain, term: { ...usualTerm, months: 6 } } } : plan,
  ),
  members: [
    { mlsId: 'harbor-coast', userName: 'hc.1', kind: 'member', name: 'Ada "Addie" Frost, Jr.' },
    { mlsId: 'harbor-coast', userName: 'hc.2', kind: 'member', name: 'Bo Frost', standing: 'left' },
    { mlsId: 'harbor-coast', userName: '0042', kind: 'office', name: '=Frost: & Söhne #1' },
  ],
};

function read(source: ReadSource, stored: Directory): Directory {
  const outcome = source.kind === 'read' ? readDirectory(source.source, stored) : source;
  if (outcome.kind === 'faulty') throw new Error(JSON.stringify(outcome.faults));
  return outcome.directory;
}

const count = [directory.mlses, directory.approvers, directory.plans, directory.members!].flat().length;

test.each([
  ['YAML', (given: Directory) => readYaml(writeYaml(toContent(given)))],
  ['CSV', (given: Directory) => readCsv(writeCsv(toContent(given)))],
])('what is exported as %s and imported again changes nothing', (_, around) => {
  const difference = differenceOf(read(around(directory), directory), directory);
  expect(difference).toEqual({ added: [], changed: [], same: count, left: [] });
  expect(differenceOf(read(around(directory), nothing), directory)).toEqual(difference);
});

test('an export reads as a person would write it: no holidays, no defaults, the same order each time', () => {
  const text = writeYaml(toContent(directory));
  expect(text).not.toMatch(/2026-12-25|accepts: \[\]|fallback/);
  expect(text).toContain('- 2026-12-24');
  const turned = { ...directory, plans: directory.plans.toReversed(), approvers: directory.approvers.toReversed() };
  expect(writeYaml(toContent(turned))).toBe(text);
});

describe('docs/import.md', () => {
  const text = readFileSync(join(__dirname, '../../docs/import.md'), 'utf8');
  const block = (kind: string) => new RegExp(`\`\`\`${kind}\n(.*?)\`\`\``, 's').exec(text)![1]!;
  const example = read(readYaml(block('yaml')), nothing);

  test('its YAML has no faults', () => {
    expect(example).toMatchObject({
      mlses: [{ id: 'juniper-flats' }],
      approvers: [{ id: 'nora-beck' }, { id: 'hugo-lind' }],
      plans: [{ id: 'juniper-flats-idx', chain: { steps: [{ alternates: ['hugo-lind'] }] } }],
      members: [{ userName: 'jf.4711' }, { standing: 'left' }],
    });
  });

  test('its CSV has none beside it', () => {
    expect(read(readCsv({ plans: block('csv') }), example).plans).toMatchObject([{ id: 'juniper-flats-vow' }]);
  });

  test('its first run adds as many as it says', () => {
    expect(text).toContain(`(${differenceOf(example, nothing).added.length} added, 0 changed, 0 as they were.)`);
  });
});
