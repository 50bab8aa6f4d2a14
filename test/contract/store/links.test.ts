import { randomBytes } from 'node:crypto';
import { hashToken, newToken } from '../../../secrets/token';
import { decide, openStep, startRequest, wrongCode } from '../../support/store-scene';
import { eventsOf, moveDeadline, onEachEngine } from './engines';

onEachEngine((open) => {
  test('[case 1] unknown tokens are unknown, whatever their form', async () => {
    for (const token of [newToken(), '', 'x', randomBytes(200).toString('hex')])
      expect(await decide(open, token)).toEqual({ kind: 'unknown' });
  });

  test('[case 1] a real token with any one bit changed is unknown', async () => {
    const { id } = await startRequest(open);
    const token = Buffer.from(await openStep(open, id, 'mls', 'ann-lee'), 'base64url');
    for (let bit = 0; bit < 256; bit += 1) {
      const forged = Buffer.from(token);
      forged[bit >> 3]! ^= 1 << (bit & 7);
      expect(await open.store.links.find(hashToken(forged.toString('base64url')))).toBeUndefined();
    }
  });

  test('[case 3] an expired link decides nothing; a new mail is asked for once, to the listed approver', async () => {
    const { id } = await startRequest(open);
    const token = await openStep(open, id, 'mls', 'ann-lee');
    await moveDeadline(open, token, '-1 second');
    expect(await decide(open, token)).toEqual({ kind: 'expired' });
    const renewed = await open.store.links.renew(hashToken(token));
    expect(renewed?.message).toEqual({ type: 'changed' });
    expect(await open.store.links.renew(hashToken(token))).toBeUndefined();
    expect(await decide(open, token)).toEqual({ kind: 'renewed' });
  });

  test('a link that is still good is not renewed', async () => {
    const { id } = await startRequest(open);
    expect(await open.store.links.renew(hashToken(await openStep(open, id, 'mls', 'ann-lee')))).toBeUndefined();
  });

  test('[case 5] the code of one link does not open another', async () => {
    const { id } = await startRequest(open, 'summit-ridge-vow');
    const evas = await openStep(open, id, 'mls', 'eva-ruiz', 1, 'EEEEEE');
    const sams = await openStep(open, id, 'mls', 'sam-holt', 1, 'HHHHHH');
    expect(await decide(open, evas, 'approve', 'HHHHHH')).toEqual({ kind: 'wrong-code', triesLeft: 4 });
    expect(await decide(open, sams, 'approve', 'EEEEEE')).toEqual({ kind: 'wrong-code', triesLeft: 4 });
    expect(await decide(open, evas, 'approve', 'ee ee ee')).toMatchObject({
      kind: 'recorded',
      decision: { approver: { id: 'eva-ruiz' } },
    });
  });

  test('[case 9] five wrong codes lock the link and send a new one; the right code is too late', async () => {
    const { id } = await startRequest(open);
    const token = await openStep(open, id, 'mls', 'ann-lee');
    for (const triesLeft of [4, 3, 2, 1])
      expect(await decide(open, token, 'approve', wrongCode)).toEqual({ kind: 'wrong-code', triesLeft });
    expect(await decide(open, token, 'approve', wrongCode)).toMatchObject({
      kind: 'locked',
      dispatch: { message: { type: 'changed' } },
    });
    expect(await decide(open, token)).toEqual({ kind: 'locked' });
    expect(await eventsOf(open, id)).toEqual([
      'request-started',
      ...Array<string>(5).fill('code-wrong'),
      'link-locked',
    ]);
    expect(await decide(open, await openStep(open, id, 'mls', 'ann-lee', 2))).toMatchObject({ kind: 'recorded' });
  });

  test('[case 9] wrong codes for a link that has decided lock it too, and send nobody a new one', async () => {
    const { id } = await startRequest(open);
    const token = await openStep(open, id, 'mls', 'ann-lee');
    await decide(open, token);
    for (let n = 0; n < 4; n += 1) await decide(open, token, 'approve', wrongCode);
    expect(await decide(open, token, 'approve', wrongCode)).toEqual({ kind: 'locked' });
    expect(await decide(open, token)).toEqual({ kind: 'locked' });
    expect(await open.store.links.find(hashToken(token))).toMatchObject({ closedBecause: 'decided' });
  });

  test('a newer link of the same approver takes the place of the older, once its letter has left', async () => {
    const { id } = await startRequest(open);
    const old = await openStep(open, id, 'mls', 'ann-lee');
    await openStep(open, id, 'mls', 'ann-lee', 2);
    expect(await decide(open, old, 'approve', wrongCode)).toMatchObject({ kind: 'wrong-code' });
    const newest = (await open.store.letters.ofRequest(id)).at(-1)!;
    await open.store.letters.sent(newest.id, '250 kept');
    expect(await decide(open, old)).toEqual({ kind: 'renewed' });
  });
});
