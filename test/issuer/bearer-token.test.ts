import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  bearerTokenPattern,
  checkBearerToken,
  isBearerToken,
  newBearerToken,
  withoutBearerTokens,
} from '../../issuer/bearer-token';

test('[case 81] one wrong character is refused without asking anybody', () => {
  const token = newBearerToken('live');
  expect(isBearerToken(token)).toBe(true);
  for (let at = 0; at < token.length; at += 1) {
    const wrong = token.slice(0, at) + (token[at] === 'x' ? 'y' : 'x') + token.slice(at + 1);
    expect(isBearerToken(wrong)).toBe(false);
  }
});

test('[case 81] one transposed, lost or added character is refused', () => {
  const token = newBearerToken('live');
  expect(isBearerToken(token.slice(0, -1))).toBe(false);
  expect(isBearerToken(`${token}a`)).toBe(false);
  expect(isBearerToken(` ${token}`)).toBe(false);
});

test('[case 81] the published pattern finds a token in a repository', () => {
  const token = newBearerToken('live');
  const file = `# deploy\nexport LISTING_KEY="${token}" # do not commit\ncsk_live_short\n`;
  expect(bearerTokenPattern.exec(file)?.[0]).toBe(token);
});

test('[case 81] what docs/data-api.md publishes is what holds: the pattern, and an example with a checksum', () => {
  const text = readFileSync(join(__dirname, '../../docs/data-api.md'), 'utf8');
  expect(/```regex\n(.*)\n```/.exec(text)![1]).toBe(bearerTokenPattern.source);
  const [example] = bearerTokenPattern.exec(text)!;
  expect(checkBearerToken(example)).toEqual({ kind: 'fits', environment: 'demo' });
});

test('ten thousand are all of the form and all different', () => {
  const tokens = Array.from({ length: 10_000 }, () => newBearerToken('demo'));
  expect(new Set(tokens).size).toBe(tokens.length);
  expect(tokens.every(isBearerToken)).toBe(true);
});

test('[case 76] a text for the log has none of our tokens, however it was written', () => {
  const token = newBearerToken('live');
  for (const text of [token, JSON.stringify({ stack: `Error\n${token}` }), `x${token}, ${newBearerToken('demo')}`])
    expect(withoutBearerTokens(text)).not.toMatch(/csk_(live|demo)_/);
  expect(withoutBearerTokens('csk_live_ is how they begin')).toBe('csk_live_ is how they begin');
});
