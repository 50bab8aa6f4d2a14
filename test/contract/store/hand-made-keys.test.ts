import { randomUUID } from 'node:crypto';
import { directPlanName } from '../../../domain/direct-contact';
import type { Ask } from '../../../domain/request';
import { openStep, said, spec, startRequest } from '../../support/store-scene';
import { eventsOf, onEachEngine } from './engines';

const direct: Partial<Ask> = {
  kind: 'direct-mls-contact',
  plan: { id: null, name: directPlanName, role: 'private', keyKind: 'oidc' },
};
const dana = { id: 'dana-fox', name: 'Dana Fox', email: 'dana@foxglove-software.example' };

onEachEngine((open) => {
  const credentials = () => open.store.credentials;
  const file = async (id: string) => (await open.store.requests.file(id))!;

  test('no data plan need stand behind a request', async () => {
    const { id } = await startRequest(open, 'harbor-coast-idx', randomUUID(), direct);
    expect((await file(id)).request.ask.plan).toEqual(direct.plan);
    expect(await open.store.requests.list({ kind: 'direct-mls-contact', limit: 100, offset: 0 })).toContainEqual(
      expect.objectContaining({ request: expect.objectContaining({ id }) }),
    );
  });

  test('a key that the MLS made is on record once, without a secret', async () => {
    const { id } = await startRequest(open, 'harbor-coast-idx', randomUUID(), direct);
    const { evidenceId } = await said(open, await openStep(open, id, 'mls', 'ann-lee'), { verdict: 'set-up' }, '');
    const key = { requestId: id, generation: 1, evidenceId, spec, madeBy: 'Ann Lee (MLS admin)' };
    await credentials().recordByHand({ id: randomUUID(), ...key });
    await credentials().recordByHand({ id: randomUUID(), ...key });
    const { credential, standing } = await file(id);
    expect(standing).toMatchObject({ state: 'approved', because: expect.stringContaining('set the key up itself') });
    expect(credential).toMatchObject({ issuer: 'by-hand', madeBy: 'Ann Lee (MLS admin)', evidenceId });
    const rows = await open.db.selectFrom('credential').selectAll().where('request_id', '=', id).execute();
    expect(rows).toMatchObject([{ sealed: null, secret_hash: null }]);
    expect((await eventsOf(open, id)).filter((kind) => kind === 'key-issued')).toHaveLength(1);
  });

  test('that an MLS made a key, or that another must be asked, is said only where it is asked directly', async () => {
    const { id } = await startRequest(open);
    const token = await openStep(open, id, 'mls', 'ann-lee');
    await expect(said(open, token, { verdict: 'set-up' })).rejects.toThrow('unfit-order');
    await expect(said(open, token, { verdict: 'refer', mlsId: 'summit-ridge' })).rejects.toThrow('unfit-order');
  });

  test.each([
    ['the same MLS', 'harbor-coast'],
    ['no MLS', 'nowhere'],
    ['the operator', 'operator'],
  ])('nobody is referred to %s', async (_, mlsId) => {
    const { id } = await startRequest(open, 'harbor-coast-idx', randomUUID(), direct);
    const token = await openStep(open, id, 'mls', 'ann-lee');
    await expect(said(open, token, { verdict: 'refer', mlsId })).rejects.toThrow('unfit-order');
  });

  test('a referral waits for the developer', async () => {
    const { id } = await startRequest(open, 'harbor-coast-idx', randomUUID(), direct);
    const token = await openStep(open, id, 'mls', 'ann-lee');
    const decision = await said(open, token, { verdict: 'refer', mlsId: 'summit-ridge' }, 'Not our area.');
    expect(decision).toMatchObject({ verdict: 'refer', mls: { id: 'summit-ridge', name: 'Summit Ridge MLS' } });
    expect((await file(id)).standing).toMatchObject({ state: 'pending', open: [{ question: { id: decision.id } }] });
  });

  test('what only the developer says proves nothing about the MLS', async () => {
    const { id } = await startRequest(open, 'harbor-coast-idx', randomUUID(), direct);
    expect(await credentials().confirmSetUp(id, dana)).toMatchObject({ kind: 'recorded' });
    await open.store.requests.settle(id);
    const { standing, credential } = await file(id);
    expect(standing).toMatchObject({ state: 'withdrawn', by: 'Dana Fox' });
    expect(credential).toMatchObject({ issuer: 'by-hand', madeBy: 'Harbor Coast MLS, as Dana Fox says' });
    const [evidence] = (await open.store.evidence.ofRequest(id)).filter(
      ({ id: each }) => each === credential!.evidenceId,
    );
    expect(evidence).toMatchObject({ grade: 'signed-in', detail: { developerId: 'dana-fox' } });
    const outcomes = await open.db.selectFrom('outcome').select('state').where('request_id', '=', id).execute();
    expect(outcomes).toEqual([{ state: 'withdrawn' }]);
    expect(await credentials().confirmSetUp(id, dana)).toMatchObject({ kind: 'refused' });
  });

  test('neither the developer nor staff can record a key of another kind of request', async () => {
    const { id } = await startRequest(open);
    expect(await credentials().confirmSetUp(id, dana)).toMatchObject({ kind: 'refused' });
    expect(await credentials().recordByStaff(id, 'Kim', 'x')).toMatchObject({ kind: 'refused' });
    expect(await credentials().recordByStaff(randomUUID(), 'Kim', 'x')).toEqual({ kind: 'unknown' });
    expect((await file(id)).credential).toBeNull();
  });

  test('an MLS is asked as it wrote, or else as is usual', async () => {
    const contact = (await open.store.directory.contact('harbor-coast'))!;
    expect(contact).toMatchObject({
      mls: { id: 'harbor-coast' },
      definition: null,
      register: { entries: [{ id: 'ann-lee' }] },
    });
    const everything = await open.store.directory.everything();
    const offer = (await open.store.directory.offer('harbor-coast-idx'))!;
    const mls = everything.mlses.find(({ id }) => id === 'harbor-coast')!;
    const directContact = { ...offer.definition, version: 7 };
    const nobody = { approvers: [], plans: [], developers: [] };
    await open.store.directory.load({ mlses: [{ ...mls, directContact }], ...nobody });
    expect((await open.store.directory.contact('harbor-coast'))!.definition).toEqual(directContact);
    const again = await open.store.directory.everything();
    expect(again.mlses.find(({ id }) => id === 'harbor-coast')).toEqual({ ...mls, directContact });
    await open.store.directory.load({ mlses: [mls], ...nobody });
    expect((await open.store.directory.contact('harbor-coast'))!.definition).toBeNull();
    expect(await open.store.directory.contact('operator')).toBeUndefined();
  });
});
