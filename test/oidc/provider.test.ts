import * as client from 'openid-client';
import type { KeySpec } from '../../domain/credential';
import type { MadeKey } from '../../issuer/port';
import { allow, configOf, jordan, redirectUriOf, signIn, tokensOf, wayIn } from '../support/oidc-product';
import { initialAccessToken, oidcSpec, openOidcScene, type OidcScene } from '../support/oidc-scene';

const morgan = { user: 'mvale', password: 'harbor demo agent' };

let scene: OidcScene;
let spec: KeySpec;
let made: MadeKey;
let config: client.Configuration;
let redirectUri: string;

beforeAll(async () => {
  scene = await openOidcScene();
  redirectUri = redirectUriOf(scene);
  spec = { ...oidcSpec, redirectUri };
  made = await scene.issuer.issue('r1:1', spec);
  config = await configOf(scene, made);
});
afterAll(() => scene.close());

test('discovery says what is offered, and no more', () => {
  const metadata = config.serverMetadata();
  expect(metadata).toMatchObject({
    issuer: `${scene.url}/oidc`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    id_token_signing_alg_values_supported: expect.arrayContaining(['RS256']),
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    scopes_supported: ['openid', 'profile', 'email', 'address', 'phone', 'RESO', 'FBS'],
  });
  expect(metadata.claims_supported).toEqual(
    expect.arrayContaining(['MemberMlsId', 'MemberNrdsId', 'MemberStateLicense', 'OfficeKey', 'FlexmlsMemberType']),
  );
});

test.each([
  ['client_secret_basic', client.ClientSecretBasic],
  ['client_secret_post', client.ClientSecretPost],
])('code flow with PKCE by %s: a signed id token, and the claims that were allowed', async (_name, method) => {
  const settings = await configOf(scene, made, method(made.secret));
  const way = await wayIn(settings);
  const tokens = await client.authorizationCodeGrant(settings, await allow(way), way.checks);
  expect(headerOf(tokens.id_token!)).toMatchObject({ alg: 'RS256' });
  expect(tokens.claims()).toMatchObject({ iss: scene.issuerUrl, aud: made.clientId, sub: 'summit-ridge:jdoe' });
  expect(tokens.expires_in).toBeLessThanOrEqual(3_600);
  expect(tokens.refresh_token).toBeUndefined();
  expect(await client.fetchUserInfo(settings, tokens.access_token, 'summit-ridge:jdoe')).toMatchObject({
    name: 'Jordan Doe',
    email: 'jdoe@summit-ridge.example',
    phone_number: '+1 303 555 0112',
    address: { region: 'CO' },
    MemberMlsId: 'jdoe',
    MemberNrdsId: '471000981',
    MemberStateLicense: 'CO-471-0098',
    OfficeKey: 'summit-ridge-office12',
    FlexmlsMemberType: 'Member',
  });
});

test('what was not asked for is not told', async () => {
  const tokens = await tokensOf(config, { scope: 'openid email' });
  const told = await client.fetchUserInfo(config, tokens.access_token, 'summit-ridge:jdoe');
  expect(Object.keys(told).toSorted()).toEqual(['email', 'email_verified', 'sub']);
});

test('the consent page names the product, the agent, what is seen and where it goes', async () => {
  const way = await wayIn(config);
  const { text } = await signIn(way);
  for (const words of ['Ridge Desk', 'Jordan Doe', 'Summit Ridge MLS', 'state licence', new URL(redirectUri).host])
    expect(text).toContain(words);
});

test('an agent who says no: the product is told, and gets nothing', async () => {
  const way = await wayIn(config);
  const page = await way.browser.send(await signIn(way), { answer: 'no' });
  expect(new URL(page.url).searchParams.get('error')).toBe('access_denied');
});

test('a wrong password is refused and the user name is kept', async () => {
  const way = await wayIn(config);
  const page = await way.browser.send(way.page, { user: 'jdoe', password: 'wrong' });
  expect(page.status).toBe(422);
  expect(page.text).toContain('User name or password is not right.');
  expect(page.text).toContain('value="jdoe"');
});

test('an agent of another MLS than the one that approved is refused, also when they are signed in already', async () => {
  const way = await wayIn(config);
  const refused = await way.browser.send(way.page, morgan);
  expect(refused.text).toContain('Harbor Coast MLS has not approved Ridge Desk');
  const other = await scene.issuer.issue('r2:1', { ...spec, mlsId: 'harbor-coast', name: 'Harbor Desk' });
  const harbor = await wayIn(await configOf(scene, other), {}, way.browser);
  await way.browser.send(await way.browser.send(harbor.page, morgan), { answer: 'yes' });
  expect((await wayIn(config, {}, way.browser)).page.text).toContain('Sign in to Ridge Desk');
});

test('without PKCE, or back to another address, nobody is sent anywhere with a code', async () => {
  const plain = await wayIn(config, { code_challenge: '', code_challenge_method: '' });
  expect(new URL(plain.page.url).searchParams.get('error')).toBe('invalid_request');
  const elsewhere = await wayIn(config, { redirect_uri: 'https://evil.example/callback' });
  expect(elsewhere.page.status).toBe(400);
  expect(elsewhere.page.text).toContain('invalid_redirect_uri');
  expect(new URL(elsewhere.page.url).origin).toBe(scene.url);
});

test('a code works once, and only with its verifier', async () => {
  const way = await wayIn(config);
  const back = await allow(way);
  const wrong = { ...way.checks, pkceCodeVerifier: client.randomPKCECodeVerifier() };
  await expect(client.authorizationCodeGrant(config, back, wrong)).rejects.toMatchObject({ error: 'invalid_grant' });
  const again = await wayIn(config);
  const other = await allow(again);
  const tokens = await client.authorizationCodeGrant(config, other, again.checks);
  await expect(client.authorizationCodeGrant(config, other, again.checks)).rejects.toMatchObject({
    error: 'invalid_grant',
  });
  await expect(client.fetchUserInfo(config, tokens.access_token, 'summit-ridge:jdoe')).rejects.toThrow();
});

test('a disabled client is refused everywhere at once, with all tokens it has; enabled, it works again', async () => {
  const mine = await scene.issuer.issue('r3:1', spec);
  const settings = await configOf(scene, mine);
  const [way, later, open] = [await wayIn(settings), await wayIn(settings), await wayIn(settings)];
  const tokens = await client.authorizationCodeGrant(settings, await allow(way), way.checks);
  const back = await allow(later);
  const works = async () => [
    (await wayIn(settings)).page.text.includes('Sign in to Ridge Desk'),
    await holds(client.fetchUserInfo(settings, tokens.access_token, 'summit-ridge:jdoe')),
    await client.tokenIntrospection(settings, tokens.access_token).then(
      ({ active }) => active,
      () => false,
    ),
  ];
  expect(await works()).toEqual([true, true, true]);

  await scene.issuer.disable(mine.keyId);
  expect(await works()).toEqual([false, false, false]);
  await expect(client.authorizationCodeGrant(settings, back, later.checks)).rejects.toMatchObject({ status: 401 });
  expect((await signIn(open)).text).toContain('This sign-in is over');

  await scene.issuer.enable(mine.keyId);
  expect(await works()).toEqual([true, true, true]);
});

test('a client learns nothing of the tokens of another', async () => {
  const tokens = await tokensOf(config);
  const other = await configOf(scene, await scene.issuer.issue('r4:1', spec));
  expect(await client.tokenIntrospection(other, tokens.access_token)).toEqual({ active: false });
  expect(await client.tokenIntrospection(config, tokens.access_token)).toMatchObject({ active: true });
});

test('signing out ends what the product had, on a page of ours', async () => {
  const way = await wayIn(config);
  const tokens = await client.authorizationCodeGrant(config, await allow(way), way.checks);
  const asked = await way.browser.open(client.buildEndSessionUrl(config, { id_token_hint: tokens.id_token! }).href);
  expect(asked.text).toContain('Ridge Desk asks whether to sign you out');
  expect((await way.browser.send(asked, { logout: 'yes' })).text).toContain('You are signed out');
  await expect(client.fetchUserInfo(config, tokens.access_token, 'summit-ridge:jdoe')).rejects.toThrow();
  expect((await way.browser.open(asked.url)).text).toContain('You are signed out');
});

test('no secret and no token stands in the log', async () => {
  const log = scene.log.join('\n');
  expect(log).toContain('/oidc/token');
  for (const secret of [made.secret, initialAccessToken, jordan.password]) expect(log).not.toContain(secret);
  expect(log).not.toMatch(/code=|id_token_hint=/);
});

const holds = (promise: Promise<unknown>) =>
  promise.then(
    () => true,
    () => false,
  );

function headerOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString());
}
