import { keyCommands } from '../../cli/key';
import { newBearerToken } from '../../issuer/bearer-token';
import { runCommand } from '../support/run-command';

const run = (args: readonly string[], input = '') =>
  runCommand(
    keyCommands(async () => input),
    args,
  );
const live = newBearerToken('live');
const demo = newBearerToken('demo');
const mistyped = live.slice(0, 20) + (live[20] === 'x' ? 'y' : 'x') + live.slice(21);

test.each([
  [live, 0, /can be one of our keys.*It is a live key/],
  [demo, 0, /can be one of our keys.*It is a demo key/],
  [mistyped, 1, /checksum is not\. A character is wrong/],
  [live.slice(0, -1), 1, /does not have their form/],
  ['hello', 1, /does not have their form/],
  ['', 1, /does not have their form/],
])('[case 81] %s: exit code %i', async (token, exitCode, says) => {
  for (const ran of [await run(['check', token]), await run(['check'], `${token}\n`)]) {
    expect(ran).toMatchObject({ exitCode, out: expect.stringMatching(says), error: '' });
    if (token !== '') expect(ran.out).not.toContain(token);
  }
});

test('as JSON, without the token', async () => {
  expect(JSON.parse((await run(['check', '--json', live])).out)).toEqual({
    canBe: true,
    kind: 'fits',
    environment: 'live',
  });
  expect(JSON.parse((await run(['check', '--json'], mistyped)).out)).toEqual({ canBe: false, kind: 'wrong-checksum' });
});
