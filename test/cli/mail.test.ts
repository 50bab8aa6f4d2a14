import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mailCommands } from '../../cli/mail';
import * as inbound from '../../mail/inbound';
import { dns, mail, sign } from '../mail/inbound/signed-mail';
import { runCommand } from '../support/run-command';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-mail-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const run = (...args: readonly string[]) =>
  runCommand(
    mailCommands(() => Promise.resolve(inbound)),
    args,
  );
const rows = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const at = '2026-11-24T16:00:00Z';

test('one line of JSON per file in order, with the same keys always', async () => {
  const proved = file('proved.eml', await sign(mail()));
  const forged = file('forged.eml', mail());
  const { out, exitCode } = await run(
    'judge',
    '--json',
    '--dns',
    file('dns.json', dns),
    '--at',
    at,
    proved,
    join(folder, 'missing.eml'),
    forged,
  );
  expect(rows(out).map(({ rule }) => rule)).toEqual(['proved', 'unreadable', '6-dmarc-fail']);
  const keys = ['verdict', 'rule', 'from', 'machine', 'bounce', 'command', 'reason'];
  for (const row of rows(out)) expect(Object.keys(row)).toEqual(keys);
  expect(rows(out)[0]).toMatchObject({
    verdict: 'proved',
    from: 'ann@mls.example',
    machine: null,
    bounce: null,
    command: 'approve',
  });
  expect(exitCode).toBe(1);
});

test('the file beside a mail gives DNS, time and envelope', async () => {
  const path = file('beside.eml', await sign(mail()));
  file('beside.eml.json', { dns, at, ip: '192.0.2.1', sender: '' });
  const { out } = await run('judge', '--json', path);
  expect(rows(out)).toMatchObject([{ verdict: 'proved', machine: 'other', command: null }]);
  const over = await run('judge', '--json', '--sender', 'ann@mls.example', path);
  expect(rows(over.out)).toMatchObject([{ verdict: 'proved', machine: null, command: 'approve' }]);
});

test('for people: a paragraph per mail', async () => {
  const path = file('people.eml', await sign(mail()));
  const { out } = await run('judge', '--dns', file('dns.json', dns), '--at', at, path);
  expect(out).toContain('people.eml: proved (rule proved), approve');
  expect(out).toContain('from ann@mls.example, "Re: Request abc-123"');
});

test.each<[string, readonly string[], RegExp]>([
  ['a time that is none', ['--at', 'noon'], /"noon" is not a time/],
  ['a DNS file that is missing', ['--dns', '/nowhere.json'], /nowhere.json could not be read/],
])('%s is named', async (_, args, message) => {
  await expect(run('judge', ...args, file('x.eml', mail()))).rejects.toThrow(message);
});

test('a broken file beside a mail is named, and the other mails go on', async () => {
  const broken = file('broken.eml', mail());
  file('broken.eml.json', '{');
  const { out } = await run('judge', '--json', '--dns', file('dns.json', dns), broken, file('next.eml', mail()));
  expect(rows(out)).toMatchObject([{ rule: 'unreadable' }, { verdict: 'forged' }]);
});
