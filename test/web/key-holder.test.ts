import { randomUUID } from 'node:crypto';
import { callApi } from '../support/call-api';
import { openWebScene, sampleBody, type WebScene } from '../support/web-scene';

let scene: WebScene;
let token: string;
beforeAll(async () => {
  scene = await openWebScene();
  token = await scene.signIn();
});
afterAll(() => scene.close());

interface Json {
  readonly errors: readonly { readonly field: string; readonly problem: string; readonly remedy: string }[];
}

const ask = (planId: string, kind: string, flexmlsUser: string | null) => {
  const body = { ...sampleBody(planId), keyHolder: { kind, flexmlsUser } };
  return callApi<Json>(scene.url, token, 'POST', '/requests', body, { 'idempotency-key': randomUUID() });
};

test.each([
  ['an agent whom the MLS knows', 'harbor-coast-idx', 'member', 'jdoe'],
  ['an office as an office', 'harbor-coast-own', 'office', 'office12'],
  ['the generic agent, whom nobody looks up', 'harbor-coast-idx', 'generic-agent', null],
  ['any name, where the MLS has not told who its members are', 'summit-ridge-idx', 'member', 'somebody'],
])('%s may hold a key', async (_, planId, kind, user) => {
  expect((await ask(planId, kind, user)).status).toBe(201);
});

test.each([
  ['nobody', 'harbor-coast-idx', 'member', 'nobody', 'The directory of Harbor Coast MLS knows no user nobody.'],
  [
    'an office',
    'harbor-coast-idx',
    'member',
    'office12',
    'office12 is an office in the directory of Harbor Coast MLS.',
  ],
  [
    'a company',
    'harbor-coast-own',
    'office',
    'company3',
    'company3 is a company in the directory of Harbor Coast MLS.',
  ],
])('%s does not', async (_, planId, kind, user, problem) => {
  const { status, json } = await ask(planId, kind, user);
  expect(status).toBe(400);
  expect(json.errors).toEqual([{ field: 'keyHolder.flexmlsUser', problem, remedy: expect.stringMatching(/user/) }]);
});

test('what the operator offers is had by registering, not by a request to an MLS', async () => {
  const { status, json } = await ask('operator-demo', 'generic-agent', null);
  expect(status).toBe(400);
  expect(json.errors).toMatchObject([{ field: 'planId', problem: 'There is no such data plan.' }]);
});
