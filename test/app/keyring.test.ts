import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addKey, findKeyring, keysFileIn, keySourceOf, loadKeyring } from '../../app/keyring';

let data: string;
beforeEach(() => (data = mkdtempSync(join(tmpdir(), 'countersign-keys-'))));
afterEach(() => rmSync(data, { recursive: true, force: true }));

const [a, b] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const both = `k2:${b.toString('base64')},k1:${a.toString('base64')}`;

/** A program that prints `text` and ends with `code`. */
function program(text: string, code = 0): string {
  const file = join(data, 'print-keys');
  writeFileSync(file, `#!/bin/sh\nprintf '%s' "${text}$1"\nexit ${code}\n`);
  chmodSync(file, 0o700);
  return file;
}

test('made at the first start, for its owner only, and the same at the next', () => {
  const sources = { COUNTERSIGN_DATA: join(data, 'new') };
  expect(findKeyring(sources)).toBeUndefined();
  const first = loadKeyring(sources);
  expect(statSync(keysFileIn(sources.COUNTERSIGN_DATA)).mode & 0o777).toBe(0o600);
  expect(loadKeyring(sources)).toEqual(first);
  expect(first.keys.get(first.current)).toHaveLength(32);
});

test.each([
  ['the environment', () => ({ COUNTERSIGN_KEYS: both })],
  ['a command', () => ({ COUNTERSIGN_KEYS_COMMAND: program(both) })],
  ['a command with an argument, and lines', () => ({ COUNTERSIGN_KEYS_COMMAND: `${program('')} ${both}` })],
])('from %s: the first is the current one, and no file is made', (_name, from) => {
  const sources = { COUNTERSIGN_DATA: data, ...from() };
  const ring = loadKeyring(sources);
  expect(ring).toMatchObject({ current: 'k2' });
  expect(Buffer.from(ring.keys.get('k1')!)).toEqual(a);
  expect(() => readFileSync(keysFileIn(data))).toThrow();
  expect(keySourceOf(sources)).toBe(Object.keys(from())[0]);
});

test.each([
  [
    'that is not there',
    () => 'no-such-program --now',
    /COUNTERSIGN_KEYS_COMMAND: there is no program "no-such-program"/,
  ],
  ['that fails', () => program(both, 3), /COUNTERSIGN_KEYS_COMMAND: it ended with 3. Run it by hand/],
  ['that may not be run', () => data, /COUNTERSIGN_KEYS_COMMAND: /],
  ['that prints something else', () => program('k1:hunter2'), /The output of COUNTERSIGN_KEYS_COMMAND: .*id:base64/],
  ['that prints nothing', () => program(''), /The output of COUNTERSIGN_KEYS_COMMAND: .*id:base64/],
  ['and no shell reads it', () => `true;echo ${both}`, /there is no program "true;echo"/],
])('a command %s: an error that says so, and holds no key', (_name, command, says) => {
  const load = () => loadKeyring({ COUNTERSIGN_DATA: data, COUNTERSIGN_KEYS_COMMAND: command() });
  expect(load).toThrow(says);
  let said: unknown;
  try {
    load();
  } catch (error) {
    said = error;
  }
  const { message, stack, cause } = said as Error;
  for (const secret of ['hunter2', a.toString('base64')])
    expect(`${message}${stack}${String(cause)}`).not.toContain(secret);
});

test.each(['', 'k1', 'k1:short', 'k 1:AAAA', `${both},${both}`])('[case 123] refuses to start with "%s"', (text) => {
  writeFileSync(keysFileIn(data), text);
  expect(() => loadKeyring({ COUNTERSIGN_DATA: data })).toThrow(/id:base64|the same id/);
});

test('a key that is added to the file comes first, and the others stay', () => {
  const sources = { COUNTERSIGN_DATA: data };
  const { keys } = loadKeyring(sources);
  const file = keysFileIn(data);
  expect([addKey(file), addKey(file)]).toEqual(['k2', 'k3']);
  const ring = loadKeyring(sources);
  expect([ring.current, [...ring.keys.keys()]]).toEqual(['k3', ['k3', 'k2', 'k1']]);
  expect(ring.keys.get('k1')).toEqual(keys.get('k1'));
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
