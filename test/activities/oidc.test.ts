import type { ApplicationFailure } from '@temporalio/common';
import { noLimits } from '../../domain/limits';
import { type Statement, statementFields } from '../../domain/statement';
import { createOidcIssuer } from '../../issuer/oidc';
import type { Issuer } from '../../issuer/port';
import { type FaultyProxy, startFaultyProxy } from '../support/faulty-proxy';
import { createRandom, type Random } from '../../faults/random';
import { initialAccessToken, openOidcScene, type OidcScene } from '../support/oidc-scene';
import { faultKinds } from '../support/spark-stand-in/faults';
import { approve, openStep, said, startRequest } from '../support/store-scene';
import { type ActivityScene, openActivityScene } from './scene';

let open: ActivityScene;
let proxy: FaultyProxy;
let provider: OidcScene;
let oidc: Issuer;
beforeAll(async () => {
  open = await openActivityScene();
  proxy = await startFaultyProxy();
  provider = await openOidcScene(proxy.url);
  proxy.upstream = provider.url;
  oidc = createOidcIssuer({ issuerUrl: provider.issuerUrl, initialAccessToken, timeoutMs: 150 });
});
afterAll(async () => {
  await provider.close();
  await proxy.close();
  await open.close();
});

const redirectUri = 'https://desk.example/back';
const noStatement = Object.fromEntries(statementFields.map((field) => [field, ''])) as unknown as Statement;

async function approvedRequest(limits = noLimits): Promise<string> {
  const { id } = await startRequest(open, undefined, undefined, {
    plan: { id: null, name: 'Log-in', role: 'vow', keyKind: 'oidc' },
    statement: { ...noStatement, redirectUri },
  });
  await said(open, await openStep(open, id, 'mls', 'ann-lee'), { ...approve, limits } as typeof approve);
  return id;
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error as ApplicationFailure,
  );
const credentialOf = async (requestId: string) => (await open.store.requests.file(requestId))!.credential!;

test('the client is on record with the provider that made it, and is disabled and enabled there', async () => {
  const requestId = await approvedRequest();
  await open.activities({ oidc }).issueKey({ requestId, generation: 1 });
  const credential = await credentialOf(requestId);
  expect(credential).toMatchObject({ issuer: 'oidc', clientId: credential.keyId, spec: { redirectUri, kind: 'oidc' } });
  const order = { requestId, by: 'Kim', reason: 'leaked', isReplaced: false };
  await open.activities({ oidc }).disableKey(order);
  expect(await oidc.find(`${requestId}:1`, credential.spec)).toEqual([{ id: credential.keyId, enabled: false }]);
});

test('an approval on conditions that no client can be held to: nothing is made, staff are called once', async () => {
  const requestId = await approvedRequest({ ...noLimits, until: '2027-06-30' });
  for (let attempt = 1; attempt <= 2; attempt++) {
    const failure = await failureOf(open.activities({ oidc }).issueKey({ requestId, generation: 1 }));
    expect(failure).toMatchObject({ type: 'IssuerRefused', nonRetryable: false, nextRetryDelay: '5 minutes' });
  }
  const rows = open.db.selectFrom('task').select('note').where('request_id', '=', requestId);
  expect(await rows.execute()).toEqual([{ note: expect.stringMatching(/until 2027-06-30/) }]);
});

test('[case 100] [case 102] 60 seeded runs of faults while a client is made: one enabled, on record; every other one found and disabled', async () => {
  const patient = createOidcIssuer({ issuerUrl: provider.issuerUrl, initialAccessToken });
  let [faults, orphans] = [0, 0];
  for (let seed = 1; seed <= 60; seed++) {
    const random = createRandom(seed);
    const requestId = await approvedRequest();
    let isIssued = false;
    for (let attempt = 1; !isIssued && attempt <= 20; attempt++) {
      // The first attempts meet faults; then the provider is well.
      const ordered = attempt <= 3 ? 1 + random.below(2) : 0;
      faults += ordered;
      for (let count = 1; count <= ordered; count++) proxy.order(faultOf(random));
      const hasty = random.chance(0.2) ? dyingAfterIssue() : oidc;
      const { issueKey } = open.activities({ oidc: attempt <= 3 ? hasty : patient });
      isIssued = (await failureOf(issueKey({ requestId, generation: 1 }))) === undefined;
      await proxy.settle();
    }
    const { keyId, spec, issuer } = await credentialOf(requestId);
    const found = await patient.find(`${requestId}:1`, spec);
    expect({ seed, isIssued, issuer }).toEqual({ seed, isIssued: true, issuer: 'oidc' });
    expect(found.filter(({ enabled }) => enabled)).toEqual([{ id: keyId, enabled: true }]);
    orphans += found.length - 1;
  }
  expect(faults).toBeGreaterThan(150);
  expect(orphans).toBeGreaterThan(20);
}, 500_000);

/** As a process that is killed before the secret is on record. */
function dyingAfterIssue(): Issuer {
  return {
    ...oidc,
    async issue(marker, spec) {
      await oidc.issue(marker, spec);
      throw new Error('killed');
    },
  };
}

function faultOf(random: Random) {
  const kind = random.pick(faultKinds);
  return random.chance(0.5) ? { kind, method: 'POST', path: '/reg' } : { kind, after: random.below(6) };
}
