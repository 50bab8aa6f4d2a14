import { pino } from 'pino';
import { createActivities } from '../../activities/index';
import { createBuiltinIssuer } from '../../issuer/builtin';
import type { Issuer } from '../../issuer/port';
import { createLetterRenderer } from '../../mail/render';
import { openPglite } from '../../store/pglite';
import { createSqlStore } from '../../store/sql/index';
import { createMemoryMailer } from '../support/memory-mailer';
import { decide, loadDemo, openStep, type OpenStore, seal, startRequest } from '../support/store-scene';

let open: OpenStore;
let issuer: Issuer;
beforeAll(async () => {
  const { db, close } = await openPglite('memory');
  open = { db, close, store: createSqlStore({ db, seal, close }) };
  issuer = createBuiltinIssuer(open.store.keys);
  await loadDemo(open);
});
afterAll(() => open.close());

function activities(more: Partial<Issuer> = {}) {
  return createActivities({
    store: open.store,
    mailer: createMemoryMailer(),
    issuer: { ...issuer, ...more },
    renderer: createLetterRenderer({
      from: { name: 'Operator', address: 'approvals@countersign.example' },
      domain: 'countersign.example',
    }),
    settings: {
      baseUrl: 'http://127.0.0.1:1',
      support: { name: 'Support', email: 'support@countersign.example' },
      pickUpDays: 14,
    },
    log: pino({ level: 'silent' }),
  });
}

async function approvedRequest(): Promise<string> {
  const { id } = await startRequest(open);
  await decide(open, await openStep(open, id, 'mls', 'ann-lee'));
  return id;
}

const events = async (requestId: string) => (await open.store.audit.ofRequest(requestId)).map(({ kind }) => kind);

test('an approved request gets one key, however often the activity runs', async () => {
  const requestId = await approvedRequest();
  const { issueKey } = activities();
  const first = await issueKey({ requestId, generation: 1 });
  const again = await issueKey({ requestId, generation: 1 });
  expect(again).toMatchObject({ credentialId: first.credentialId, letters: first.letters });
  expect(await issuer.find(`${requestId}:1`)).toHaveLength(1);
});

test('[case 98] told to issue without an approval on record, it refuses, for good, and says so on record', async () => {
  const { id: requestId } = await startRequest(open);
  await openStep(open, requestId, 'mls', 'ann-lee');
  await expect(activities().issueKey({ requestId, generation: 1 })).rejects.toMatchObject({
    type: 'IssueRefused',
    nonRetryable: true,
  });
  expect(await events(requestId)).toContain('issue-refused');
  expect(await issuer.find(`${requestId}:1`)).toEqual([]);
});

test('[case 6] a request that was changed after its approval gets no key', async () => {
  const requestId = await approvedRequest();
  await open.db.updateTable('request').set({ digest: 'changed' }).where('id', '=', requestId).execute();
  await expect(activities().issueKey({ requestId, generation: 1 })).rejects.toMatchObject({ type: 'IssueRefused' });
});

test('[case 15] an approver who left between the decision and the key: no key', async () => {
  const requestId = await approvedRequest();
  await open.db.updateTable('approver').set({ active: false }).where('id', '=', 'ann-lee').execute();
  await expect(activities().issueKey({ requestId, generation: 1 })).rejects.toMatchObject({ type: 'IssueRefused' });
  await open.db.updateTable('approver').set({ active: true }).where('id', '=', 'ann-lee').execute();
});

test('[case 102] the issuer answered and we died: the orphan is disabled, one key is enabled', async () => {
  const requestId = await approvedRequest();
  const dies = activities({
    async issue(marker, spec) {
      await issuer.issue(marker, spec);
      throw new Error('connection lost');
    },
  });
  await expect(dies.issueKey({ requestId, generation: 1 })).rejects.toThrow('connection lost');
  await activities().issueKey({ requestId, generation: 1 });
  const keys = await issuer.find(`${requestId}:1`);
  expect(keys.filter(({ enabled }) => enabled)).toHaveLength(1);
  expect(keys).toHaveLength(2);
  expect(await events(requestId)).toContain('key-orphan-disabled');
});

test('[case 73] a new key in place of the old one: the old one is refused by the issuer', async () => {
  const requestId = await approvedRequest();
  const { issueKey, disableKey } = activities();
  await issueKey({ requestId, generation: 1 });
  await disableKey({ requestId, by: 'Support', reason: 'page never loaded', isReplaced: true });
  await issueKey({ requestId, generation: 2 });
  expect((await issuer.find(`${requestId}:1`)).map(({ enabled }) => enabled)).toEqual([false]);
  expect((await issuer.find(`${requestId}:2`)).map(({ enabled }) => enabled)).toEqual([true]);
});

test('asking twice writes one letter a person, and the links of the first letters hold', async () => {
  const { id: requestId } = await startRequest(open, 'prairie-lakes-idx');
  const { ask } = activities();
  const first = await ask({ requestId, stepId: 'broker' });
  const again = await ask({ requestId, stepId: 'broker' });
  expect(again.letters).toEqual(first.letters);
  const links = await open.db
    .selectFrom('link')
    .select('closed_at')
    .where('request_id', '=', requestId)
    .where('purpose', '=', 'decision')
    .execute();
  expect(links).toEqual([{ closed_at: null }]);
});

test('a step whose turn it is not is not asked', async () => {
  const { id: requestId } = await startRequest(open, 'prairie-lakes-idx');
  expect(await activities().ask({ requestId, stepId: 'mls' })).toMatchObject({ letters: [] });
});
