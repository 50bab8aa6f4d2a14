import { ConfigError, readConfig } from '../../app/config';
import { oidcAllInOne, oidcApart } from '../../app/oidc';

const baseUrl = 'http://127.0.0.1:7400';
const named = { OIDC_ISSUER_URL: 'https://login.operator.example', OIDC_INITIAL_ACCESS_TOKEN: 'x'.repeat(32) };
const spark = {
  COUNTERSIGN_ISSUER: 'spark-api',
  SPARK_API_URL: 'https://sparkapi.com',
  SPARK_API_KEY: 'key',
};

test('all in one is its own provider, with a token that nobody else knows, and has the demo app beside it', () => {
  const { registry, ...rest } = oidcAllInOne(readConfig({}), baseUrl);
  expect(rest).toEqual({ isProvider: true, hasDemoApp: true });
  expect(registry).toEqual({ issuerUrl: `${baseUrl}/oidc`, initialAccessToken: expect.stringMatching(/^[\w-]{43}$/) });
  expect(oidcAllInOne(readConfig({}), baseUrl).registry).not.toEqual(registry);
  expect(oidcAllInOne(readConfig({ COUNTERSIGN_DEMO_DATA: 'no' }), baseUrl).hasDemoApp).toBe(false);
});

test('all in one is none where another one is named, or where the key administration makes such keys, unless told', () => {
  const registry = { issuerUrl: named.OIDC_ISSUER_URL, initialAccessToken: named.OIDC_INITIAL_ACCESS_TOKEN };
  expect(oidcAllInOne(readConfig(named), baseUrl)).toEqual({ registry, isProvider: false, hasDemoApp: false });
  expect(oidcAllInOne(readConfig(spark), baseUrl)).toMatchObject({ registry: undefined, isProvider: false });
  expect(oidcAllInOne(readConfig({ ...spark, COUNTERSIGN_OIDC_PROVIDER: 'yes' }), baseUrl).isProvider).toBe(true);
  expect(oidcAllInOne(readConfig({ COUNTERSIGN_OIDC_PROVIDER: 'no' }), baseUrl).registry).toBeUndefined();
});

test('apart only what is set counts, and a provider must have the token that the workers have', () => {
  expect(oidcApart(readConfig({}))).toEqual({ registry: undefined, isProvider: false, hasDemoApp: false });
  expect(oidcApart(readConfig({ ...named, COUNTERSIGN_OIDC_PROVIDER: 'yes' }))).toMatchObject({ isProvider: true });
  const alone = readConfig({ COUNTERSIGN_OIDC_PROVIDER: 'yes' });
  expect(() => oidcApart(alone)).toThrow(ConfigError);
  expect(() => oidcApart(alone)).toThrow(/OIDC_ISSUER_URL .* OIDC_INITIAL_ACCESS_TOKEN/);
});

test.each([
  ['the address alone', { OIDC_ISSUER_URL: named.OIDC_ISSUER_URL }, /OIDC_INITIAL_ACCESS_TOKEN: must be set beside/],
  ['the token alone', { OIDC_INITIAL_ACCESS_TOKEN: named.OIDC_INITIAL_ACCESS_TOKEN }, /OIDC_ISSUER_URL: must be set/],
  ['plain http', { ...named, OIDC_ISSUER_URL: 'http://login.operator.example' }, /OIDC_ISSUER_URL: must be an https/],
  ['a slash at the end', { ...named, OIDC_ISSUER_URL: 'https://login.operator.example/' }, /without a slash/],
  ['a short token', { ...named, OIDC_INITIAL_ACCESS_TOKEN: 'short' }, /32 characters/],
])('settings that do not fit are named: %s', (_name, env, words) => {
  expect(() => readConfig(env)).toThrow(words);
});
