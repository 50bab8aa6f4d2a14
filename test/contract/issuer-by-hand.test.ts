import type { ApplicationFailure } from '@temporalio/common';
import { directPlanName } from '../../domain/direct-contact';
import type { Ask } from '../../domain/request';
import type { ChosenAct } from '../../store/port';
import { type ActivityScene, openActivityScene } from '../activities/scene';
import { approve, openStep, said, startRequest } from '../support/store-scene';

/**
 * Keys made by hand: no program makes them, so they have no issuer behind the port, and no secret of theirs is ever here. The questions are those
 * of issuer.test.ts all the same: is it found again, is it made once, does ending it reach whoever made it, and may each be repeated? How
 * staff record what they made, and the workflow goes on with it, is in workflows/direct-contact.test.ts.
 */
let open: ActivityScene;
beforeAll(async () => (open = await openActivityScene()));
afterAll(() => open.close());

const direct: Partial<Ask> = {
  kind: 'direct-mls-contact',
  plan: { id: null, name: directPlanName, role: 'private', keyKind: 'oidc' },
};

async function answered(ask: Partial<Ask>, act: ChosenAct): Promise<string> {
  const { id } = await startRequest(open, undefined, undefined, ask);
  await said(open, await openStep(open, id, 'mls', 'ann-lee'), act, '');
  return id;
}

const madeByMls = () => answered(direct, { verdict: 'set-up' });
const credentialOf = async (requestId: string) => (await open.store.requests.file(requestId))!.credential;
const issue = (requestId: string) => open.activities().issueKey({ requestId, generation: 1 });
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error as ApplicationFailure,
  );

async function tasksOf(requestId: string): Promise<readonly string[]> {
  const rows = open.db.selectFrom('task').select('note').where('request_id', '=', requestId);
  return (await rows.execute()).map(({ note }) => note);
}

test('a key that the MLS made is found again by its request, without its secret; recording it is safe to repeat', async () => {
  const requestId = await madeByMls();
  const first = await issue(requestId);
  expect(await issue(requestId)).toMatchObject({ credentialId: first.credentialId });
  expect(await credentialOf(requestId)).toMatchObject({
    id: first.credentialId,
    issuer: 'by-hand',
    madeBy: expect.stringContaining('Ann Lee'),
  });
  const rows = open.db.selectFrom('credential').select('sealed').where('request_id', '=', requestId);
  expect(await rows.execute()).toEqual([{ sealed: null }]);
  expect((await open.letters(requestId)).filter((letter) => letter.startsWith('set-up'))).toHaveLength(1);
});

test('where nothing makes such keys, somebody is asked, once; until they have, there is none', async () => {
  const requestId = await answered({ plan: direct.plan! }, approve);
  for (let attempt = 1; attempt <= 3; attempt++) {
    expect(await failureOf(issue(requestId))).toMatchObject({ type: 'IssuerMissing', nonRetryable: false });
  }
  expect(await tasksOf(requestId)).toEqual([expect.stringContaining('Make it by hand')]);
  expect(await credentialOf(requestId)).toBeNull();
});

test('ending it asks whoever made it, once, however often it is repeated', async () => {
  const requestId = await madeByMls();
  await issue(requestId);
  const order = { requestId, by: 'Kim', reason: 'leaked', isReplaced: false };
  await open.activities().disableKey(order);
  await open.activities().disableKey(order);
  expect(await tasksOf(requestId)).toEqual([expect.stringMatching(/Ann Lee.*must be disabled there/)]);
  expect(await credentialOf(requestId)).toMatchObject({ disabledBecause: 'leaked' });
});
