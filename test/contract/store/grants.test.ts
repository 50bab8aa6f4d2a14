import { randomUUID } from 'node:crypto';
import { untilOf } from '../../../domain/grant';
import type { Ask, GrantChange } from '../../../domain/request';
import { keyWorks as worksOf } from '../../../domain/grant-keys';
import type { GrantFile, NewRequest } from '../../../store/port';
import {
  chainFor,
  issuedKey,
  issueOn,
  openStep,
  type OpenStore,
  rightCode,
  said,
  approve,
  support,
} from '../../support/store-scene';
import { eventsOf, onEachEngine } from './engines';

const day = 86_400_000;
const reason = 'they asked us to';

onEachEngine((open) => {
  const grants = () => open.store.grants;
  const order = (id: string, kind: 'suspend' | 'reinstate' | 'revoke' | 'leave' | 'stay') =>
    grants().order(id, { kind, by: 'Kim', reason });
  const rotate = (id: string, overlapMs = day) => grants().order(id, { kind: 'rotate', overlapMs, by: 'Kim', reason });
  const pickUp = (tokenHash: Uint8Array) => open.store.credentials.pickUp(tokenHash, rightCode);
  const change = async (grantId: string, more: Partial<Ask> = {}, kind: GrantChange['kind'] = 'amendment') =>
    newChange(open, grantId, more, kind);
  const asked = async (request: NewRequest) => {
    const outcome = await grants().startChange(request);
    if (outcome.kind !== 'started') throw new Error(JSON.stringify(outcome));
    return outcome.request.id;
  };
  const approvedChange = async (request: NewRequest) => {
    const id = await asked(request);
    await said(open, await openStep(open, id, 'mls', 'ann-lee'), approve);
    await grants().apply(id);
    return id;
  };

  test('begins with the key, for a year in the zone of the MLS, and is to be looked after', async () => {
    const { requestId } = await issuedKey(open);
    const file = (await grants().file(requestId))!;
    expect(file.standing).toMatchObject({ state: 'active', because: 'Approved.' });
    const left = (untilOf(file.grant) - file.grant.beganAt) / day;
    expect(left).toBeGreaterThan(364);
    expect(left).toBeLessThan(368);
    const local = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: file.ask.mls.timeZone });
    expect(local.format(untilOf(file.grant))).toBe('00:00');
    expect(await eventsOf(open, requestId)).toContain('grant-began');
    const told = await open.store.dispatches.claim(10_000, 0, 1_000);
    expect(told).toContainEqual(expect.objectContaining({ message: { type: 'grant', grantId: requestId } }));
  });

  test('nothing is granted before there is a key', async () => {
    expect(await grants().file(randomUUID())).toBeUndefined();
    expect(await order(randomUUID(), 'suspend')).toEqual({ kind: 'unknown' });
  });

  test('an order is judged, kept, and told', async () => {
    const { requestId } = await issuedKey(open);
    expect(await order(requestId, 'suspend')).toMatchObject({
      kind: 'recorded',
      dispatch: { message: { type: 'grant', grantId: requestId } },
    });
    expect(await order(requestId, 'suspend')).toMatchObject({ kind: 'refused', refusal: { code: 'unfit-order' } });
    expect((await grants().file(requestId))!.standing).toMatchObject({ state: 'suspended', because: reason });
    expect(await order(requestId, 'reinstate')).toMatchObject({ kind: 'recorded' });
    expect(await order(requestId, 'revoke')).toMatchObject({ kind: 'recorded' });
    expect(await order(requestId, 'leave')).toMatchObject({ kind: 'refused', refusal: { code: 'grant-over' } });
    const { grant, standing } = (await grants().file(requestId))!;
    expect(standing.state).toBe('revoked');
    expect(grant.events.map(({ seq, kind, by }) => [seq, kind, by])).toEqual([
      [1, 'suspended', 'Kim'],
      [2, 'reinstated', 'Kim'],
      [3, 'revoked', 'Kim'],
    ]);
    expect(await open.store.audit.firstBroken(requestId)).toBeUndefined();
  });

  test('a key of our own is refused with the order, whoever has to be told of it yet', async () => {
    const { requestId } = await issuedKey(open);
    const [key] = (await grants().file(requestId))!.keys;
    const secretHash = Buffer.from(requestId);
    await open.store.keys.insert({ id: key!.keyId, marker: requestId, spec: key!.spec, enabled: true }, secretHash);
    const works = async () => (await open.store.keys.bySecretHash(secretHash))!.enabled;
    await order(requestId, 'suspend');
    expect(await works()).toBe(false);
    expect((await grants().file(requestId))!.keys).toMatchObject([{ heldAt: expect.any(Number), disabledAt: null }]);
    await order(requestId, 'reinstate');
    expect(keyWorks((await grants().file(requestId))!)).toEqual(['let-go']);
    await open.store.keys.enable(key!.keyId);
    await grants().keyDone(key!.id, 'back', 'because');
    await order(requestId, 'revoke');
    expect(await works()).toBe(false);
    expect(keyWorks((await grants().file(requestId))!)).toEqual(['end']);
  });

  test('what has happened cannot be changed', async () => {
    const { requestId } = await issuedKey(open);
    await order(requestId, 'suspend');
    const event = open.db.updateTable('grant_event').set({ because: 'nothing' }).where('grant_id', '=', requestId);
    await expect(event.execute()).rejects.toThrow(/append-only/);
  });

  test('ten rotations at once make one', async () => {
    const { requestId, tokenHash, credentialId } = await issuedKey(open);
    expect(await rotate(requestId)).toMatchObject({ kind: 'refused' });
    await pickUp(tokenHash);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => rotate(requestId)));
    expect(outcomes.filter(({ kind }) => kind === 'recorded')).toHaveLength(1);
    expect(outcomes).toContainEqual(
      expect.objectContaining({ dispatch: expect.objectContaining({ message: { type: 'rotate', credentialId } }) }),
    );
    expect((await grants().file(requestId))!.keys).toMatchObject([{ overlapMs: day, disabledAt: null }]);
  });

  test('a new key that nobody picks up leaves the old one as it was', async () => {
    const { requestId, tokenHash } = await issuedKey(open);
    await pickUp(tokenHash);
    await rotate(requestId);
    const { credentialId } = await secondKey(open, requestId);
    await open.store.credentials.lapse(credentialId);
    expect((await grants().file(requestId))!.keys).toMatchObject([
      { generation: 1, overlapMs: null, disabledAt: null },
      { generation: 2, disabledAt: expect.any(Number) },
    ]);
  });

  test('an approved change counts once, and what needs another key gets one', async () => {
    const { requestId, tokenHash } = await issuedKey(open);
    await pickUp(tokenHash);
    const product = { name: 'Fox Houses', url: null };
    const renamed = await approvedChange(await change(requestId, { product }));
    await grants().apply(renamed);
    const file = (await grants().file(requestId))!;
    expect(file.ask.product).toEqual(product);
    expect(file.grant.events.map(({ kind }) => kind)).toEqual(['amended']);
    expect(file.keys).toMatchObject([{ overlapMs: null }]);
    await approvedChange(await change(requestId, { keyHolder: { kind: 'member', flexmlsUser: 'jdoe' } }));
    const after = (await grants().file(requestId))!;
    expect(after.ask).toMatchObject({ product, keyHolder: { flexmlsUser: 'jdoe' } });
    expect(after.keys).toMatchObject([{ overlapMs: 14 * day }]);
  });

  test('one change at a time; the same form twice starts one', async () => {
    const { requestId } = await issuedKey(open);
    const request = await change(requestId);
    const id = await asked(request);
    expect(await grants().startChange(request)).toMatchObject({ kind: 'repeated', request: { id } });
    expect((await grants().file(requestId))!.openChangeId).toBe(id);
    expect(await grants().startChange(await change(requestId))).toMatchObject({ kind: 'refused' });
    await open.store.requests.withdraw(id, 'Dana', 'no more');
    expect((await grants().startChange(await change(requestId))).kind).toBe('started');
  });

  test('a change that was not approved, or whose grant is over, does not count', async () => {
    const { requestId } = await issuedKey(open);
    const id = await asked(await change(requestId));
    await grants().apply(id);
    expect((await grants().file(requestId))!.grant.events).toEqual([]);
    await order(requestId, 'revoke');
    await said(open, await openStep(open, id, 'mls', 'ann-lee'), approve);
    await grants().apply(id);
    expect((await grants().file(requestId))!.grant.events.map(({ kind }) => kind)).toEqual(['revoked']);
  });

  test('an approval of a change that is taken back counts no more from that moment on', async () => {
    const { requestId } = await issuedKey(open);
    const before = (await grants().file(requestId))!.ask.product;
    const id = await asked(await change(requestId, { product: { name: 'Other', url: null } }));
    const decision = await said(open, await openStep(open, id, 'mls', 'ann-lee'), approve);
    await grants().apply(id);
    expect((await grants().file(requestId))!.ask.product.name).toBe('Other');
    await open.store.decisions.setAside(id, decision.id, 'no longer there');
    expect((await grants().file(requestId))!.ask.product).toEqual(before);
  });

  test('a key of it is held, let go and ended once each', async () => {
    const { requestId, credentialId } = await issuedKey(open);
    for (const done of ['held', 'held', 'back', 'back', 'ended', 'ended'] as const) {
      await grants().keyDone(credentialId, done, 'because');
    }
    const kinds = (await eventsOf(open, requestId)).filter((kind) => kind.startsWith('key-'));
    expect(kinds).toEqual(['key-issued', 'key-held', 'key-back', 'key-disabled']);
  });

  test('listed by MLS, developer and text, newest first', async () => {
    const { requestId: older } = await issuedKey(open);
    const { requestId: newer } = await issuedKey(open);
    const ids = (filter: Parameters<typeof idsOf>[1]) => idsOf(open, filter);
    const all = await ids({ mlsId: 'harbor-coast' });
    expect(all.indexOf(newer)).toBeLessThan(all.indexOf(older));
    expect(await ids({ search: newer })).toEqual([newer]);
    expect(await ids({ mlsId: 'prairie-lakes' })).not.toContain(newer);
    expect(await ids({ developerId: 'nobody' })).toEqual([]);
    expect(await ids({ limit: 1 })).toEqual([newer]);
  });

  test('the directory says what has changed around it', async () => {
    const { requestId } = await issuedKey(open);
    const { terms, isMember } = await grants().surroundings(requestId);
    expect(terms).toMatchObject({ version: expect.any(String), hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(isMember).toBeNull();
  });
});

async function idsOf({ store }: OpenStore, filter: Parameters<OpenStore['store']['grants']['list']>[0]) {
  return (await store.grants.list(filter)).map(({ grant }) => grant.id);
}

function keyWorks({ standing, keys, at }: GrantFile): readonly string[] {
  return worksOf(standing, keys, at).map(({ kind }) => kind);
}

/** A request for a change, as the intake makes it. */
async function newChange(
  { store }: OpenStore,
  grantId: string,
  more: Partial<Ask>,
  kind: GrantChange['kind'],
): Promise<NewRequest> {
  const { ask, grant } = (await store.grants.file(grantId))!;
  const change: GrantChange = { kind, grantId, approvedAt: grant.beganAt, until: null, differences: [] };
  return {
    id: randomUUID(),
    ask: { ...ask, ...more, kind: 'grant-change', change },
    chain: chainFor((await store.directory.offer(ask.plan.id!))!),
    startedBy: support,
    idempotencyKey: randomUUID(),
  };
}

async function secondKey(open: OpenStore, requestId: string) {
  const { facts } = (await open.store.requests.file(requestId))!;
  const { evidenceId, digest } = facts.decisions[0]!;
  return issueOn(open, requestId, { evidenceId, digest }, 'csk_live_second', 2);
}
