import { noLimits } from '../../domain/limits';
import type { ChosenAct, Store } from '../../store/port';
import { decide, openStep, said, startRequest } from '../support/store-scene';
import { createMemoryMailer } from '../support/memory-mailer';
import { type ActivityScene, openActivityScene } from './scene';

let open: ActivityScene;
beforeAll(async () => (open = await openActivityScene()));
afterAll(() => open.close());

/** Approved, and some minutes later. */
async function approvedRequest(): Promise<string> {
  await open.setClock('2026-03-02T15:00:00Z');
  const { id } = await startRequest(open);
  await decide(open, await openStep(open, id, 'mls', 'ann-lee'));
  await open.setClock('2026-03-02T15:05:00Z');
  return id;
}

const on = (more: Partial<typeof noLimits>): ChosenAct => ({ verdict: 'approve', limits: { ...noLimits, ...more } });
const staff = (id: string) => ({ id, name: id, email: `${id}@operator.example` });

test('an approved request gets one key, however often the activity runs', async () => {
  const requestId = await approvedRequest();
  const { issueKey } = open.activities();
  const first = await issueKey({ requestId, generation: 1 });
  const again = await issueKey({ requestId, generation: 1 });
  expect(again).toMatchObject({ credentialId: first.credentialId, letters: first.letters });
  expect(await open.keysOf(requestId)).toHaveLength(1);
});

test('[case 98] told to issue without an approval on record, it refuses, for good, and says so on record', async () => {
  const { id: requestId } = await startRequest(open);
  await openStep(open, requestId, 'mls', 'ann-lee');
  await expect(open.activities().issueKey({ requestId, generation: 1 })).rejects.toMatchObject({
    type: 'IssueRefused',
    nonRetryable: true,
  });
  expect(await open.events(requestId)).toContain('issue-refused');
  expect(await open.keysOf(requestId)).toEqual([]);
});

test('[case 6] a request that was changed after its approval gets no key', async () => {
  const requestId = await approvedRequest();
  await open.db.updateTable('request').set({ digest: 'changed' }).where('id', '=', requestId).execute();
  await expect(open.activities().issueKey({ requestId, generation: 1 })).rejects.toMatchObject({
    type: 'IssueRefused',
  });
});

test('[case 15] an approver who left between the decision and the key: no key, and the approval is set aside', async () => {
  const requestId = await approvedRequest();
  const set = (active: boolean) =>
    open.db.updateTable('approver').set({ active }).where('id', '=', 'ann-lee').execute();
  await set(false);
  const issued = await open.activities().issueKey({ requestId, generation: 1 });
  await set(true);
  expect(issued).toMatchObject({ credentialId: null, letters: [] });
  expect(await open.keysOf(requestId)).toEqual([]);
  const { facts, standing } = (await open.store.requests.file(requestId))!;
  expect(facts.decisions).toMatchObject([{ verdict: 'approve' }, { verdict: 'disown', grade: 'attested' }]);
  expect(standing).toMatchObject({
    state: 'revoked',
    because: expect.stringMatching(/may no longer decide for Harbor Coast MLS/),
  });
  expect(await open.events(requestId)).toContain('issue-refused');
});

test('the conditions of all approvals together are carried into the key', async () => {
  const { id: requestId } = await startRequest(open, 'summit-ridge-vow');

  await said(open, await openStep(open, requestId, 'mls', 'eva-ruiz'), on({ readOnly: true, until: '2027-06-30' }));
  await said(open, await openStep(open, requestId, 'mls', 'sam-holt'), on({ until: '2027-01-31', ips: ['192.0.2.7'] }));
  await open.activities().issueKey({ requestId, generation: 1 });
  const limits = { ...noLimits, readOnly: true, until: '2027-01-31', ips: ['192.0.2.7'] };
  expect((await open.store.requests.file(requestId))!.credential).toMatchObject({ spec: { limits } });
  expect(await open.store.keys.byMarker(`${requestId}:1`)).toMatchObject([{ spec: { limits } }]);
});

test('the word of two staff members is evidence enough where the step accepts it', async () => {
  const { id: requestId } = await startRequest(open, 'blue-mesa-vow');
  for (const member of ['otto-kline', 'lena-wirth'])
    await decide(open, await openStep(open, requestId, 'committee', member));

  await openStep(open, requestId, 'mls', 'ines-ford');
  await open.store.orders.askOverride(requestId, { stepId: 'mls', by: staff('kim'), reason: 'signed on paper' });
  const [vouching] = await open.store.orders.vouchings(requestId);
  await open.store.orders.confirmOverride(requestId, vouching!.id, staff('lou'));
  const { credentialId } = await open.activities().issueKey({ requestId, generation: 1 });
  const { facts, credential } = (await open.store.requests.file(requestId))!;
  expect(credential).toMatchObject({ id: credentialId, evidenceId: facts.overrides[0]!.evidenceId });
});

test('[case 102] the issuer answered and we died: the orphan is disabled, one key is enabled', async () => {
  const requestId = await approvedRequest();
  const dies = open.activities({
    issuer: {
      async issue(marker, spec) {
        await open.issuer.issue(marker, spec);
        throw new Error('connection lost');
      },
    },
  });
  await expect(dies.issueKey({ requestId, generation: 1 })).rejects.toThrow('connection lost');
  await open.activities().issueKey({ requestId, generation: 1 });
  const keys = await open.keysOf(requestId);
  expect(keys.filter(({ enabled }) => enabled)).toHaveLength(1);
  expect(keys).toHaveLength(2);
  expect(await open.events(requestId)).toContain('key-orphan-disabled');
});

test('[case 102] an attempt that was taken for dead goes on beside the next one: it ends its own key and no other', async () => {
  const requestId = await approvedRequest();
  const { promise: woken, resolve: wake } = Promise.withResolvers<void>();
  const { promise: stalled, resolve: stall } = Promise.withResolvers<void>();
  const slow = open.activities({
    issuer: {
      async issue(marker, spec) {
        stall();
        await woken;
        return open.issuer.issue(marker, spec);
      },
    },
  });
  const late = slow.issueKey({ requestId, generation: 1 });
  await stalled;
  await open.activities().issueKey({ requestId, generation: 1 });
  wake();
  await expect(late).rejects.toMatchObject({ type: 'Overtaken', nonRetryable: false });
  const { keyId } = (await open.store.requests.file(requestId))!.credential!;
  expect((await open.keysOf(requestId)).map(({ id, enabled }) => [id === keyId, enabled])).toEqual([
    [true, true],
    [false, false],
  ]);
});

test('[case 102] when the time to pick up is over it is looked once more for keys that nobody knows of', async () => {
  const requestId = await approvedRequest();
  const { issueKey, closePickUp } = open.activities();
  const { credentialId } = await issueKey({ requestId, generation: 1 });
  const { spec } = (await open.store.requests.file(requestId))!.credential!;
  await open.issuer.issue(`${requestId}:1`, spec);
  await open.db
    .updateTable('credential')
    .set({ picked_up_at: new Date(), sealed: null })
    .where('id', '=', credentialId!)
    .execute();
  await closePickUp({ credentialId: credentialId! });
  expect((await open.keysOf(requestId)).map(({ enabled }) => enabled)).toEqual([true, false]);
});

test('[case 79] the developer has another address since the approval: the key goes to the one that was approved', async () => {
  const requestId = await approvedRequest();
  const approved = (await open.store.requests.file(requestId))!.request.ask.requester;
  await open.store.directory.load({
    mlses: [],
    approvers: [],
    plans: [],
    developers: [{ ...approved, email: 'eve@elsewhere.example' }],
  });
  const mailer = createMemoryMailer();
  const activities = open.activities({ mailer });
  const { credentialId } = await activities.issueKey({ requestId, generation: 1 });
  await activities.remindPickUp({ credentialId: credentialId!, number: 1 });
  await activities.disableKey({ requestId, by: 'Support', reason: 'page never loaded', isReplaced: true });
  await activities.issueKey({ requestId, generation: 2 });
  expect(mailer.sent.map(({ envelope }) => envelope.to)).toEqual([approved.email, approved.email, approved.email]);
  await open.store.directory.load({ mlses: [], approvers: [], plans: [], developers: [approved] });
});

test('[case 76] a store that fails and repeats the secret: the failure does not', async () => {
  const requestId = await approvedRequest();
  const credentials: Store['credentials'] = {
    ...open.store.credentials,
    save: async (credential) => Promise.reject(new Error('Cannot write', { cause: { row: credential } })),
  };
  const { issueKey } = open.activities({ store: { ...open.store, credentials } });
  await expect(issueKey({ requestId, generation: 1 })).rejects.toThrow(/held its secret, and is left out/);
});

test('[case 73] a new key in place of the old one: the old one is refused by the issuer', async () => {
  const requestId = await approvedRequest();
  const { issueKey, disableKey } = open.activities();
  await issueKey({ requestId, generation: 1 });
  await disableKey({ requestId, by: 'Support', reason: 'page never loaded', isReplaced: true });
  await issueKey({ requestId, generation: 2 });
  expect((await open.keysOf(requestId)).map(({ enabled }) => enabled)).toEqual([false]);
  expect((await open.keysOf(requestId, 2)).map(({ enabled }) => enabled)).toEqual([true]);
});
