import { sql } from 'kysely';
import { keptRoster, makeRoster } from '../../../rosters/make';
import { isSignedRoster, rosterId } from '../../../rosters/signed-roster';
import { auditKeyOf } from '../../../secrets/audit-key';
import { issuedKey } from '../../support/store-scene';
import { onEachEngine } from './engines';

const auditKey = auditKeyOf(Buffer.alloc(32, 9));
const mlsId = 'harbor-coast';

onEachEngine((open) => {
  const make = (occasion?: string, id = mlsId) =>
    makeRoster({ store: open.store, auditKey, operatorName: 'Operator' }, id, 'Kim', occasion);

  test('no roster of what is no MLS, the operator neither', async () => {
    expect(await make(undefined, 'nowhere')).toBeUndefined();
    expect(await make(undefined, 'operator')).toBeUndefined();
  });

  test('it holds what the MLS has granted, signed, and is kept byte for byte', async () => {
    const { requestId } = await issuedKey(open);
    await open.store.checkpoints.write(auditKey, 0);
    const kept = (await make())!;
    expect(kept).toMatchObject({ mlsId, madeBy: 'Kim', id: expect.stringMatching(/^[\da-f]{64}$/) });
    const roster = (await keptRoster(open.store, mlsId, kept.id))!;
    expect(roster).toMatchObject({
      mls: { id: mlsId, timeZone: 'America/New_York' },
      operator: 'Operator',
      counts: { active: 1 },
      checkpoint: { number: 1 },
      grants: [{ id: requestId, approvals: [{ proofs: [{ approverId: 'ann-lee' }] }], keys: [{ state: 'waiting' }] }],
    });
    expect([rosterId(roster), isSignedRoster(roster)]).toEqual([kept.id, true]);
    expect(await open.store.rosters.content('prairie-lakes', kept.id)).toBeUndefined();
  });

  test('an MLS that has granted nothing has an empty one', async () => {
    const kept = (await make(undefined, 'prairie-lakes'))!;
    expect(await keptRoster(open.store, 'prairie-lakes', kept.id)).toMatchObject({ grants: [], counts: { active: 0 } });
  });

  test('of one occasion there is one; what is wanted is made each time, newest first', async () => {
    const first = await make('month 2026-12');
    await sql`select pg_sleep(0.002)`.execute(open.db);
    expect(await make('month 2026-12')).toEqual(first);
    const wanted = await make();
    const all = await open.store.rosters.list(mlsId, 9);
    expect(all.slice(0, 2)).toEqual([wanted, first]);
    expect(await open.store.rosters.list(mlsId, 1)).toEqual([wanted]);
  });

  test('nobody changes one, and none is kept under another name than its hash', async () => {
    await expect(sql`update roster set made_by = 'x'`.execute(open.db)).rejects.toThrow();
    await expect(sql`delete from roster`.execute(open.db)).rejects.toThrow();
    const forged = { id: 'a'.repeat(64), mlsId, madeBy: 'Kim', occasion: null, content: '{}' };
    await expect(open.store.rosters.keep(forged)).rejects.toThrow(/check/);
  });
});
