import type { ApplicationFailure } from '@temporalio/common';
import { demoDirectory } from '../../directory/demo';
import { noLimits } from '../../domain/limits';
import { createRandom, type Random } from '../../faults/random';
import { type Statement, statementFields } from '../../domain/statement';
import type { Issuer } from '../../issuer/port';
import { createSparkApiIssuer } from '../../issuer/spark-api';
import { Refused } from '../support/spark-stand-in/envelope';
import { faultKinds } from '../support/spark-stand-in/faults';
import { type SparkStandIn, startSparkStandIn } from '../support/spark-stand-in/server';
import { approve, decide, openStep, said, startRequest } from '../support/store-scene';
import { type ActivityScene, openActivityScene } from './scene';

let open: ActivityScene;
let api: SparkStandIn;
let sparkApi: Issuer;
beforeAll(async () => {
  open = await openActivityScene();
  api = await startSparkStandIn();
  sparkApi = createSparkApiIssuer({ url: api.url, apiKey: api.apiKey, timeoutMs: 150 });
});
afterAll(async () => {
  await api.close();
  await open.close();
});

async function approvedRequest(limits = noLimits): Promise<string> {
  const { id } = await startRequest(open);
  await said(open, await openStep(open, id, 'mls', 'ann-lee'), { ...approve, limits } as typeof approve);
  return id;
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error as ApplicationFailure,
  );
const credentialOf = async (requestId: string) => (await open.store.requests.file(requestId))!.credential!;
const madeFor = (requestId: string) => api.world.keys.filter(({ Comments }) => Comments?.includes(requestId));

test('the key is on record with the issuer that made it, and ends there, whoever makes new ones by then', async () => {
  const requestId = await approvedRequest();
  await open.activities({ sparkApi }).issueKey({ requestId, generation: 1 });
  const credential = await credentialOf(requestId);
  expect(credential).toMatchObject({ issuer: 'spark-api', spec: { developer: { company: 'Foxglove Software' } } });
  const [key] = madeFor(requestId);
  expect(credential.keyId).toBe(`${key!.IdentityId}/${key!.Id}`);

  const elsewhere = { ...sparkApi, issue: () => Promise.reject(new Error('not here')) };
  await open
    .activities({ sparkApi: elsewhere })
    .disableKey({ requestId, by: 'Kim', reason: 'leaked', isReplaced: false });
  expect(madeFor(requestId)).toMatchObject([{ Enabled: false }]);
});

test('an OpenID Connect client: where agents are sent back to and the name that it signs in by come with it', async () => {
  const [plan, redirectUri] = [
    { id: null, name: 'Log-in', role: 'vow', keyKind: 'oidc' } as const,
    'https://a.example/back',
  ];
  const { id: requestId } = await startRequest(open, undefined, undefined, {
    plan,
    statement: { ...noStatement, redirectUri },
  });
  await decide(open, await openStep(open, requestId, 'mls', 'ann-lee'));
  await open.activities({ sparkApi }).issueKey({ requestId, generation: 1 });
  const [key] = madeFor(requestId);
  expect(key).toMatchObject({ RedirectUri: redirectUri, Roles: ['vow'], ApplicationUri: 'https://homes.example' });
  expect(await credentialOf(requestId)).toMatchObject({ clientId: key!.Key, spec: { redirectUri } });
});

test('a key of an issuer whose settings are gone: staff are called, and it is tried again', async () => {
  const requestId = await approvedRequest();
  await open.activities({ sparkApi }).issueKey({ requestId, generation: 1 });
  const order = { requestId, by: 'Kim', reason: 'leaked', isReplaced: false };
  expect(await failureOf(open.activities().disableKey(order))).toMatchObject({ type: 'IssuerRefused' });
  expect(await tasksOf(requestId)).toEqual([expect.stringMatching(/SPARK_API_URL and SPARK_API_KEY/)]);
  await open.activities({ sparkApi }).disableKey(order);
  expect(madeFor(requestId)).toMatchObject([{ Enabled: false }]);
});

test('over the rate limit: the next attempt waits as long as the API asks for', async () => {
  const requestId = await approvedRequest();
  api.retryAfter = '7';
  api.order({ kind: 'rate' });
  const failure = await failureOf(open.activities({ sparkApi }).issueKey({ requestId, generation: 1 }));
  expect(failure).toMatchObject({ type: 'IssuerUnavailable', nonRetryable: false, nextRetryDelay: 7_000 });
  expect(await tasksOf(requestId)).toEqual([]);
});

test('a no of the API calls staff once, with what it means and what it said; then the key is made', async () => {
  const requestId = await approvedRequest();
  const { issueKey } = open.activities({ sparkApi });
  api.refuse(new Refused(401, 1010, 'API key is disabled'));
  for (let attempt = 1; attempt <= 3; attempt++) {
    const failure = await failureOf(issueKey({ requestId, generation: 1 }));
    expect(failure).toMatchObject({ type: 'IssuerRefused', nonRetryable: false, nextRetryDelay: '5 minutes' });
  }
  expect(await tasksOf(requestId)).toEqual([
    'The key administration API says that the key in SPARK_API_KEY is disabled. Have it enabled, or set another one. (Code 1010.) It said: "API key is disabled"',
  ]);
  expect((await open.letters(requestId)).filter((letter) => letter.startsWith('staff-needed'))).toHaveLength(1);
  api.refuse(undefined);
  await issueKey({ requestId, generation: 1 });
  expect(madeFor(requestId)).toMatchObject([{ Enabled: true }]);
});

test('an approval on conditions that no key there can be held to: nothing is made, staff are called', async () => {
  const requestId = await approvedRequest({ ...noLimits, until: '2027-06-30' });
  const failure = await failureOf(open.activities({ sparkApi }).issueKey({ requestId, generation: 1 }));
  expect(failure).toMatchObject({ type: 'IssuerRefused' });
  expect(madeFor(requestId)).toEqual([]);
  expect(await tasksOf(requestId)).toEqual([expect.stringMatching(/until 2027-06-30/)]);
});

test('[case 102] a second key that turns up after the first is on record is disabled when the activity runs again', async () => {
  const requestId = await approvedRequest();
  const { issueKey } = open.activities({ sparkApi });
  await issueKey({ requestId, generation: 1 });
  const { keyId, spec } = await credentialOf(requestId);
  await sparkApi.issue(`${requestId}:1`, spec);
  await issueKey({ requestId, generation: 1 });
  const found = await sparkApi.find(`${requestId}:1`, spec);
  expect(found.map(({ id, enabled }) => [id === keyId, enabled])).toEqual([
    [true, true],
    [false, false],
  ]);
});

test('[case 100] [case 102] 60 seeded runs of faults while a key is made: one enabled key, on record; every other one found and disabled', async () => {
  const patient = createSparkApiIssuer({ url: api.url, apiKey: api.apiKey });
  let faults = 0;
  let orphans = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const random = createRandom(seed);
    const requester = developerOf(seed);
    const { id: requestId } = await startRequest(open, undefined, undefined, { requester });
    await decide(open, await openStep(open, requestId, 'mls', 'ann-lee'));
    let isIssued = false;
    for (let attempt = 1; !isIssued && attempt <= 20; attempt++) {
      // The first attempts meet faults; then the API is well.
      const ordered = attempt <= 3 ? 1 + random.below(2) : 0;
      faults += ordered;
      for (let count = 1; count <= ordered; count++) api.order(faultOf(random));
      const hasty = random.chance(0.2) ? dyingAfterIssue() : sparkApi;
      const { issueKey } = open.activities({ sparkApi: attempt <= 3 ? hasty : patient });
      isIssued = (await failureOf(issueKey({ requestId, generation: 1 }))) === undefined;
      api.settle();
    }
    const made = madeFor(requestId);
    const { keyId, spec, issuer } = await credentialOf(requestId);
    const found = await patient.find(`${requestId}:1`, spec);
    expect({ seed, isIssued, issuer, found: found.length }).toEqual({
      seed,
      isIssued: true,
      issuer: 'spark-api',
      found: made.length,
    });
    expect(found.filter(({ enabled }) => enabled)).toEqual([{ id: keyId, enabled: true }]);
    orphans += made.length - 1;
  }
  expect(faults).toBeGreaterThan(150);
  expect(orphans).toBeGreaterThan(20);
}, 500_000);

/** Ten addresses take turns, so that each has keys on several pages in the end. */
function developerOf(seed: number) {
  return { ...demoDirectory.developers[0]!, email: `dana-${seed % 10}@fox.example` };
}

const noStatement = Object.fromEntries(statementFields.map((field) => [field, ''])) as unknown as Statement;

/** As a process that is killed before the secret is on record. */
function dyingAfterIssue(): Issuer {
  return {
    ...sparkApi,
    async issue(marker, spec) {
      await sparkApi.issue(marker, spec);
      throw new Error('killed');
    },
  };
}

function faultOf(random: Random) {
  const kind = random.pick(faultKinds);
  return random.chance(0.5) ? { kind, method: 'POST', path: '/keys' } : { kind, after: random.below(8) };
}

async function tasksOf(requestId: string): Promise<readonly string[]> {
  const rows = open.db.selectFrom('task').select('note').where('request_id', '=', requestId);
  return (await rows.execute()).map(({ note }) => note);
}
