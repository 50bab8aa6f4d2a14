import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { decide, issueFor, issuedKey, openStep, startRequest } from '../../support/store-scene';
import { onEachEngine } from './engines';

/** What somebody could try who writes to the tables themselves, past all of our code. */
onEachEngine((open) => {
  const approved = async () => {
    const { id } = await startRequest(open);
    const outcome = await decide(open, await openStep(open, id, 'mls', 'ann-lee'));
    if (outcome.kind !== 'recorded') throw new Error(outcome.kind);
    return { requestId: id, evidenceId: outcome.decision.evidenceId };
  };

  function insertKey(requestId: string, evidenceId: string | null, generation = 1, disabledAt: Date | null = null) {
    const id = randomUUID();
    return sql`insert into credential (id, request_id, generation, evidence_id, key_id, spec, secret_hash, issuer, pick_up_until, disabled_at)
      values (${id}, ${requestId}, ${generation}, ${evidenceId}, ${id}, '{}'::jsonb, ${Buffer.from(id)}, 'builtin', now(), ${disabledAt})`.execute(
      open.db,
    );
  }

  test('with the evidence of its own approval it is taken, so that the refusals below are not for another reason', async () => {
    const { requestId, evidenceId } = await approved();
    await expect(insertKey(requestId, evidenceId)).resolves.toBeDefined();
  });

  test('no evidence, made-up evidence, evidence of another request: refused', async () => {
    const [{ requestId }, other] = [await approved(), await approved()];
    await expect(insertKey(requestId, null)).rejects.toThrow(/evidence_id/);
    await expect(insertKey(requestId, randomUUID())).rejects.toThrow(/foreign key/);
    await expect(insertKey(requestId, other.evidenceId)).rejects.toThrow(/foreign key/);
  });

  test('the evidence of a denial: refused', async () => {
    const { id } = await startRequest(open);
    const denied = await decide(open, await openStep(open, id, 'mls', 'ann-lee'), 'deny');
    if (denied.kind !== 'recorded') throw new Error(denied.kind);
    await expect(insertKey(id, denied.decision.evidenceId)).rejects.toThrow(/its evidence is of no approval/);
  });

  test('evidence cannot be changed or taken away later, nor the decision that it proves', async () => {
    const { requestId, evidenceId } = await issuedKey(open);
    const tries = [
      sql`delete from evidence where id = ${evidenceId}`,
      sql`update evidence set id = 'x' where id = ${evidenceId}`,
      sql`update evidence set request_id = 'x', detail = '{}' where id = ${evidenceId}`,
      sql`delete from decision where request_id = ${requestId}`,
      sql`update decision set verdict = 'deny' where request_id = ${requestId}`,
    ];
    for (const attempt of tries) await expect(attempt.execute(open.db)).rejects.toThrow(/append-only/);
    await expect(sql`truncate evidence`.execute(open.db)).rejects.toThrow(/foreign key/);
  });

  test('a key cannot be moved to other evidence or another request, and stays on record', async () => {
    const { credentialId } = await issuedKey(open);
    const other = await approved();
    const moved = [
      sql`update credential set evidence_id = ${other.evidenceId}, request_id = ${other.requestId} where id = ${credentialId}`,
      sql`update credential set generation = 7 where id = ${credentialId}`,
      sql`update credential set key_id = 'x', issuer = 'spark-api' where id = ${credentialId}`,
    ];
    for (const attempt of moved) await expect(attempt.execute(open.db)).rejects.toThrow(/stays as it is/);
    const removal = sql`delete from credential where id = ${credentialId}`;
    await expect(removal.execute(open.db)).rejects.toThrow(/stays on record/);
  });

  test('a second enabled key is refused: made, or enabled again', async () => {
    const { requestId, evidenceId } = await issuedKey(open);
    await expect(insertKey(requestId, evidenceId, 2)).rejects.toThrow(/credential_one_enabled/);
    await insertKey(requestId, evidenceId, 3, new Date());
    const enabling = sql`update credential set disabled_at = null where request_id = ${requestId}`;
    await expect(enabling.execute(open.db)).rejects.toThrow(/credential_one_enabled/);
  });

  test('one secret of a generation: the same cannot be on record twice', async () => {
    const { id } = await startRequest(open);
    const { evidenceId } = await issueFor(open, id, await openStep(open, id, 'mls', 'ann-lee'));
    await expect(insertKey(id, evidenceId, 1, new Date())).rejects.toThrow(/unique/);
  });
});
