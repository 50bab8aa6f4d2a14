import { randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';
import { pickUp, readListings } from './key';
import { answerMail, type GrantThere, type Mail, reader, support, type Tell, type World } from './people';
import { waitFor } from './wait';

/** What was granted lives on: its key is replaced, without an overlap and with one, it is renewed meanwhile, and suspended for a while. */
export interface PlayedGrant {
  readonly rotated: boolean;
  readonly renewed: boolean;
  readonly suspended: boolean;
}

const lee = 'lee@parkview-apps.example';
const ann = 'ann.lee@harbor-coast.example';

/** @param grantId a grant of Harbor Coast MLS to Lee Park, whose first key waits to be picked up */
export async function playGrant(world: World, grantId: string, tell: Tell): Promise<PlayedGrant> {
  // A new key need not wait for a renewal, nor a renewal for it.
  const [{ rotated, keys }, renewed] = await Promise.all([
    playRotations(world, grantId, tell),
    playRenewal(world, grantId, tell),
  ]);
  return { rotated, renewed, suspended: await playSuspension(world, grantId, keys, tell) };
}

/** Resolves with the keys that work now: the newest, and the one before it. */
async function playRotations(world: World, grantId: string, tell: Tell) {
  const first = await pickUp(await reader(world)(lee, grantId, /ready/i));
  const works = await areAnswered(world, [first], 200);
  const second = await rotate(world, grantId, { overlapDays: 0, reason: 'Somebody saw the key.' });
  await waitFor('The replaced key is refused', async () => (await areAnswered(world, [first], 401)) || undefined);
  tell(
    'Support',
    'replaces the key of Lee Park at once, since somebody saw it: with the pickup of the new one it ends',
  );

  const third = await rotate(
    world,
    grantId,
    { overlapDays: 1, reason: 'Keys are replaced once a year.' },
    second.ready,
  );
  const keys = [second.key, third.key];
  const overlap = await areAnswered(world, keys, 200);
  tell(
    'Support',
    `replaces it once more, with a day in between: ${overlap ? 'old and new both work' : 'ONE OF THEM DOES NOT'}`,
  );
  return { rotated: works && overlap && (await areAnswered(world, [first], 401)), keys };
}

/** @param before the mail of the last rotation */
async function rotate(world: World, grantId: string, order: object, before?: Mail) {
  await support(world).orderGrant(grantId, 'rotation', order);
  const ready = await reader(world)(lee, grantId, /new key .* ready/i, before);
  return { ready, key: await pickUp(ready) };
}

async function playRenewal(world: World, grantId: string, tell: Tell): Promise<boolean> {
  const [staff, read] = [support(world), reader(world)];
  const before = await staff.grant(grantId);
  const { request } = await staff.changeGrant(grantId, { kind: 'renewal', termsAccepted: true }, randomUUID());
  const toAnn = await read(ann, request.id, /Approve a renewal/);
  tell('Ann Lee', `is asked by mail, as for every renewal: ${toAnn.subject}`);
  await answerMail(toAnn, 'decision', { verdict: 'approve' });
  await read(lee, grantId, /Access is renewed/);
  const { until } = (await staff.grant(grantId)).standing;
  const expected = nextTerm(before);
  const isRenewed = until === expected.toMillis();
  tell('Ann Lee', `approves: the grant ${isRenewed ? `now lasts until ${expected.toISODate()}` : 'LASTS NO LONGER'}`);
  return isRenewed;
}

function nextTerm({ standing, term, granted }: GrantThere): DateTime {
  const { months } = term;
  return DateTime.fromMillis(standing.until, { zone: granted.mls.timeZone }).plus({ months });
}

async function playSuspension(world: World, grantId: string, keys: readonly string[], tell: Tell): Promise<boolean> {
  const [staff, read] = [support(world), reader(world)];
  await staff.orderGrant(grantId, 'suspension', { reason: 'A complaint is looked into.' });
  await read(lee, grantId, /Access is suspended/);
  const isRefused = await areAnswered(world, keys, 401);
  tell('Support', `suspends the grant: ${isRefused ? 'both keys are refused' : 'A KEY STILL WORKS'}`);
  await staff.orderGrant(grantId, 'reinstatement', { reason: 'There was nothing to it.' });
  await read(lee, grantId, /Access works again/);
  const isBack = await areAnswered(world, keys, 200);
  tell('Support', `reinstates it: ${isBack ? 'the same keys work again' : 'A KEY IS STILL REFUSED'}`);
  return isRefused && isBack;
}

/** Whether each of the keys is answered so where the data is. */
async function areAnswered(world: World, keys: readonly string[], expected: number): Promise<boolean> {
  const answers = await Promise.all(keys.map((key) => readListings(world, key)));
  return answers.every(({ status }) => status === expected);
}
