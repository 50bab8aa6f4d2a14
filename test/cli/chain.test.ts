import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chainCommands } from '../../cli/chain';
import { runCommand } from '../support/run-command';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const run = (...args: readonly string[]) => runCommand(chainCommands(), args);

const people = ['ann', 'bob', 'cleo', 'dev'].map((id) => ({
  id,
  name: id[0]!.toUpperCase() + id.slice(1),
  email: `${id}@mls.example`,
  title: 'MLS admin',
}));
const chain = {
  version: 1,
  steps: [
    { id: 'committee', title: 'Committee', after: [], approvers: ['ann', 'bob', 'cleo'], quorum: { count: 2 } },
    { id: 'legal', title: 'Legal', after: [], approvers: ['dev'], when: { dataRole: ['vow'] } },
    { id: 'mls', title: 'MLS approval', after: ['committee', 'legal'], approvers: ['ann'] },
  ],
};

test('the schema is JSON schema', async () => {
  const { out } = await run('schema');
  expect(JSON.parse(out)).toMatchObject({ type: 'object', title: 'Approval chain' });
});

const simulate = (...args: readonly string[]) =>
  run('simulate', '--file', file('chain.json', chain), '--people', file('people.json', people), ...args);
const decide = (...acts: readonly string[]) => simulate(...acts.flatMap((act) => ['--decide', act]));

describe('check', () => {
  test('a chain without faults: nothing on standard output, exit 0', async () => {
    const done = await run('check', file('chain.json', chain), '--people', file('people.json', people));
    expect([done.exitCode, done.out, done.error]).toEqual([0, '', expect.stringContaining('no faults')]);
  });

  test.each<[string, object, RegExp]>([
    ['a quorum out of reach', { quorum: { count: 4 } }, /^steps\[0\]\.quorum: It needs 4 approvals of 3\.\n {2}\S/],
    ['a step nobody knows', { after: ['nope'] }, /^steps\[0\]\.after: There is no step "nope"\.\n {2}Name one of/],
    [
      'people the register does not hold',
      { approvers: ['zoe'], quorum: 'any' },
      /^steps\[0\]\.approvers\[0\]: .*"zoe"/,
    ],
    ['a field that is none', { quorun: 'all' }, /quorun[\s\S]*\n {2}Use only/],
  ])('%s: path, problem and remedy, exit 1', async (_, more, words) => {
    const [first, ...rest] = chain.steps;
    const path = file('faulty.json', { ...chain, steps: [{ ...first, ...more }, ...rest] });
    const done = await run('check', path, '--people', file('people.json', people));
    expect([done.exitCode, done.out]).toEqual([1, expect.stringMatching(words)]);
  });

  test.each([
    ['a file that is not there', 'nope.json', null, /cannot be read/],
    ['a file that is not JSON', 'text.json', 'steps:', /is not JSON/],
  ])('%s fails in words', async (_, name, content, words) => {
    if (content !== null) file(name, content);
    await expect(run('check', join(folder, name))).rejects.toThrow(words);
  });
});

describe('simulate', () => {
  test('prints where the chain stands after each line', async () => {
    const { out, exitCode } = await decide(
      'committee:ann:approve',
      'mls:ann:approve',
      'committee:ann:approve',
      'committee:cleo:approve',
      'mls:ann:approve:Welcome',
    );
    expect(exitCode).toBe(0);
    expect(out.split('\n')).toEqual([
      'start',
      '  pending: "Committee" waits for 2 of Ann, Bob and Cleo.',
      'committee:ann:approve',
      '  pending: "Committee" waits for Bob or Cleo. 1 of 2 approved so far.',
      'mls:ann:approve',
      '  refused: "MLS approval" is not open yet.',
      'committee:ann:approve',
      '  refused: Already decided: Ann approved.',
      'committee:cleo:approve',
      '  pending: "MLS approval" waits for Ann.',
      'mls:ann:approve:Welcome',
      '  approved: Approved by Ann, Cleo.',
    ]);
  });

  test.each<[string, readonly string[], string]>([
    ['a denial ends it', ['committee:bob:deny:Not so: never'], 'denied: Bob (MLS admin) declined: Not so: never'],
    ['a denial without a reason', ['committee:bob:deny'], 'refused: A denial needs a reason'],
    ['a question stops the clock', ['committee:bob:ask:Which site?'], 'Bob asked the developer and waits'],
    ['an answer to it', ['committee:bob:ask:Which site?', 'committee:bob:answer:This one'], 'waits for 2 of Ann, Bob'],
    ['an answer that nobody asked for', ['committee:bob:answer:This one'], 'refused: This question is answered'],
    ['somebody steps aside', ['committee:bob:recuse'], 'waits for Ann and Cleo.'],
    ['a place is handed on', ['committee:bob:delegate:dev'], 'waits for 2 of Ann, Dev and Cleo.'],
    [
      'to somebody who is asked already',
      ['committee:bob:delegate:ann'],
      'refused: Ann is asked at "Committee" already',
    ],
    [
      'an approval is taken back',
      ['committee:ann:approve', 'committee:ann:revoke:A mistake'],
      'denied: Ann (MLS admin)',
    ],
    ['another plan is proposed', ['committee:ann:propose:Take IDX'], 'Ann asked the developer and waits'],
  ])('%s', async (_, acts, words) => {
    const { out } = await decide(...acts);
    expect(out.split('\n').at(-1)).toContain(words);
  });

  test('what is given decides the conditions; steps side by side are asked together', async () => {
    const { out } = await simulate('--given', 'dataRole=vow');
    expect(out).toContain('"Committee" waits for 2 of Ann, Bob and Cleo. "Legal" waits for Dev.');
    await expect(simulate('--given', 'dataRole=nope')).rejects.toThrow(/dataRole/);
  });

  test('a file of decisions, with remarks, and JSON', async () => {
    const acts = file('acts.txt', '# the committee\ncommittee:ann:approve\n\ncommittee:bob:approve\n');
    const { out } = await simulate('--decisions', acts, '--json');
    const { start, played } = JSON.parse(out) as { start: object; played: readonly object[] };
    expect(start).toMatchObject({ state: 'pending' });
    expect(played).toMatchObject([
      { line: 'committee:ann:approve', refusal: null, standing: { state: 'pending' } },
      { line: 'committee:bob:approve', standing: { open: [{ stepId: 'mls' }] } },
    ]);
  });

  test('whom nobody knows, and lines that do not fit, are named', async () => {
    await expect(decide('committee:zoe:approve')).rejects.toThrow(/no "zoe".*ann, bob/);
    const acts = file('bad.txt', 'committee:ann:approve\ncommittee:ann\n');
    await expect(simulate('--decisions', acts)).rejects.toThrow(/bad\.txt, line 2: .*verdict/);
  });

  test.each([
    ['an act that is none', ['--decide', 'committee:ann:yes']],
    ['no chain', []],
    ['a chain without its people', ['--file', 'chain.json']],
    ['two chains', ['--file', 'chain.json', '--plan', 'x']],
  ])('%s: wrong use', async (_, args) => {
    await expect(run('simulate', ...args)).rejects.toMatchObject({ name: 'CommanderError', exitCode: 1 });
  });
});
