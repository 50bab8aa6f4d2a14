import { noEnvelope } from '../../../domain/received-mail';
import { createSeal, type Seal } from '../../../secrets/seal';
import type { SealedThing, SealingStore } from '../../../store/port';
import { createSqlStore } from '../../../store/sql/index';
import { issuedKey, type OpenStore, rightCode, startRequest } from '../../support/store-scene';
import { onEachEngine } from './engines';

const ring = new Map([
  ['test', Buffer.alloc(32, 7)],
  ['k2', Buffer.alloc(32, 8)],
  ['k3', Buffer.alloc(32, 9)],
]);
const rotated = createSeal({ current: 'k2', keys: ring });
const onlyNew = createSeal({ current: 'k2', keys: new Map([['k2', ring.get('k2')!]]) });

onEachEngine((open) => {
  const as = (seal: Seal) => createSqlStore({ db: open.db, seal, close: open.close });
  const raw = Buffer.from('From: a@b.example\r\nSubject: hello\r\n\r\nhello\r\n');

  /** One of each kind, sealed with the old key. */
  async function oneOfEach() {
    const key = await issuedKey(open, 'csk_live_kept');
    const { id } = await startRequest(open);
    const from = { side: 'support', name: 'Kim', email: 'kim@operator.example' } as const;
    const written = { from, text: 'See the file.', attachments: [{ name: 'a.txt', bytes: Buffer.from('a file') }] };
    const { message } = (await open.store.messages.post(id, written))!;
    const mail = await open.store.mails.receive({
      raw: Buffer.concat([raw, Buffer.from(id)]),
      source: 'upload',
      envelope: noEnvelope,
    });
    return { ...key, messageRequestId: id, attachmentId: message.attachments[0]!.id, mailId: mail.id };
  }

  const backToOld = () => resealAll(as(createSeal({ current: 'test', keys: ring })).sealing);

  test('[case 123] a new key: all that is kept is sealed with it, in batches, and opens without the old one', async () => {
    const { tokenHash, requestId, attachmentId, messageRequestId, mailId } = await oneOfEach();
    const { sealing } = as(rotated);
    const before = await left(sealing);
    expect(before).toBeGreaterThanOrEqual(5);
    // Stopped after one batch: what it has done is done, and the next run does the rest.
    expect(await sealing.reseal(null, 1)).toMatchObject({ resealed: 1, unreadable: [] });
    expect(await resealAll(sealing)).toEqual({ resealed: before - 1, unreadable: [] });
    expect(await left(sealing)).toBe(0);
    expect(await resealAll(sealing)).toEqual({ resealed: 0, unreadable: [] });

    const { credentials, letters, mails, answers } = as(onlyNew);
    const [letter] = await letters.ofRequest(requestId);
    expect(Buffer.from(await letters.bytes(letter!.id)).toString()).toContain(letter!.id);
    expect(Buffer.from(await mails.raw(mailId)).toString()).toContain('Subject: hello');
    const file = await answers.attachment(messageRequestId, attachmentId);
    expect(Buffer.from(file!.bytes).toString()).toBe('a file');
    expect(await credentials.pickUp(tokenHash, rightCode)).toMatchObject({ kind: 'opened', secret: 'csk_live_kept' });
    await backToOld();
  });

  test('a secret that is picked up while keys are rotated stays erased', async () => {
    const picked = await Promise.all(Array.from({ length: 8 }, (_, index) => issuedKey(open, `csk_live_${index}`)));
    const [outcomes] = await Promise.all([
      Promise.all(picked.map(({ tokenHash }) => as(rotated).credentials.pickUp(tokenHash, rightCode))),
      resealAll(as(rotated).sealing),
      resealAll(as(rotated).sealing, 3),
    ]);
    expect(outcomes.map((outcome) => 'secret' in outcome && outcome.secret)).toEqual(
      picked.map((_, index) => `csk_live_${index}`),
    );
    const ids = picked.map(({ credentialId }) => credentialId);
    const rows = await open.db.selectFrom('credential').select('sealed').where('id', 'in', ids).execute();
    expect(rows.every(({ sealed }) => sealed === null)).toBe(true);
    expect(await left(as(rotated).sealing)).toBe(0);
    await backToOld();
  });

  test('what the OpenID Connect provider keeps is sealed anew too, and opens as before', async () => {
    const payload = { client_id: 'c1', client_secret: 'no one else knows' };
    await open.store.oidc.save('Client', 'c1', payload, { group: null, forMs: null });
    expect(await as(onlyNew).sealing.lost()).toMatchObject([{ id: 'test', state: 'missing' }]);
    await resealAll(as(rotated).sealing);
    expect(await as(onlyNew).sealing.lost()).toEqual([]);
    expect(await as(onlyNew).oidc.find('Client', 'c1')).toMatchObject({ payload });
    await backToOld();
  });

  test('what was changed does not open: it is named, and holds nothing up', async () => {
    const { credentialId } = await issuedKey(open);
    const { credentialId: other } = await issuedKey(open);
    const kept = await bytesOf(credentialId);
    // Sealed bytes of another row.
    await setBytes(credentialId, await bytesOf(other));
    const { unreadable } = await resealAll(as(rotated).sealing);
    expect(unreadable).toEqual([{ kind: 'credential', id: credentialId }]);
    expect(await left(as(rotated).sealing)).toBe(1);
    await setBytes(credentialId, kept);
    await backToOld();
  });

  test('[case 123] which keys are needed is known without reading a row', async () => {
    await issuedKey(open);
    expect(await open.store.sealing.lost()).toEqual([]);
    expect(await as(onlyNew).sealing.lost()).toEqual([{ id: 'test', state: 'missing' }]);
    const three = createSeal({ current: 'k3', keys: ring });
    await as(three).sealing.reseal(null, 1);
    expect((await as(onlyNew).sealing.lost()).map(({ id }) => id).toSorted()).toEqual(['k3', 'test']);
    await backToOld();
    expect(await as(onlyNew).sealing.lost()).toEqual([{ id: 'test', state: 'missing' }]);
  });

  test('another key under the same id is found, and when keys were current is on record', async () => {
    await open.store.sealing.noteUse();
    await as(rotated).sealing.noteUse();
    const impostor = createSeal({ current: 'k2', keys: new Map([...ring, ['test', Buffer.alloc(32, 1)]]) });
    expect(await as(impostor).sealing.lost()).toMatchObject([{ id: 'test', state: 'another' }]);

    const { store } = open;
    const keys = await as(rotated).sealing.keys();
    expect(keys.map(({ id, state }) => [id, state])).toEqual([
      ['k2', 'seals'],
      ['test', 'opens'],
    ]);
    expect(keys[0]!.sealed).toEqual({ credential: 0, letter: 0, mail: 0, attachment: 0, oidc: 0 });
    expect(keys[1]!.sealed.letter).toBeGreaterThan(0);
    const { until } = keys[1]!.used!;
    await store.sealing.noteUse();
    expect((await store.sealing.used())[0]).toMatchObject({ id: 'test', state: 'seals' });
    expect((await store.sealing.used())[0]!.used.until).toBeGreaterThanOrEqual(until);
    expect((await as(onlyNew).sealing.used()).map(({ state }) => state)).toEqual(['missing', 'seals']);
  });

  test('workflows that never end begin anew once, when another key seals', async () => {
    const { register, grants } = open.store;
    const { requestId } = await issuedKey(open);
    const grantTold = async () => (await toldOf(open, requestId)).filter((type) => type === 'grant').length;
    await register.begin();
    await grants.begin();
    expect([await register.begin(), await grantTold()]).toEqual([[], 1]);
    await as(createSeal({ current: 'k3', keys: ring })).sealing.noteUse();
    const renewed = await register.begin();
    expect(renewed.map(({ message }) => message.type)).toContain('register');
    await grants.begin();
    await grants.begin();
    expect([await register.begin(), await grantTold()]).toEqual([[], 2]);
  });

  async function bytesOf(credentialId: string): Promise<Uint8Array> {
    const rows = open.db.selectFrom('credential').select('sealed').where('id', '=', credentialId);
    return (await rows.executeTakeFirstOrThrow()).sealed!;
  }
  async function setBytes(credentialId: string, sealed: Uint8Array): Promise<void> {
    await open.db.updateTable('credential').set({ sealed }).where('id', '=', credentialId).execute();
  }
});

async function toldOf({ db }: OpenStore, requestId: string): Promise<readonly string[]> {
  const rows = await db.selectFrom('dispatch').select('message').where('request_id', '=', requestId).execute();
  return rows.map(({ message }) => message.type);
}

async function resealAll(sealing: SealingStore, limit = 2) {
  let after: SealedThing | null = null;
  const unreadable: SealedThing[] = [];
  let resealed = 0;
  do {
    const batch = await sealing.reseal(after, limit);
    unreadable.push(...batch.unreadable);
    resealed += batch.resealed;
    after = batch.next;
  } while (after);
  return { resealed, unreadable };
}

/** How much is sealed with other keys than the current one. */
async function left(sealing: SealingStore): Promise<number> {
  const others = (await sealing.keys()).filter(({ state }) => state !== 'seals');
  return others.flatMap(({ sealed }) => Object.values(sealed)).reduce((sum, count) => sum + count, 0);
}
