import { simpleParser } from 'mailparser';
import { fingerprint } from '../secrets/token';
import { type Run, underFaults } from './attempts';
import type { FaultWorld } from './world';

export interface PickedUp {
  readonly faults: number;
  readonly visits: number;
  /** What the answers that came held, whichever secret it was: one entry for each answer. */
  readonly shown: readonly string[];
}

interface Mailed {
  readonly token: string;
  readonly code: string;
}

/** Several people come to the link of the newest mail at once, on both nodes, while the key may be ended and a node may die. */
export async function pickUpUnderFaults(run: Run, requestId: string): Promise<PickedUp> {
  const { world, random, secrets } = run;
  const mailed = await newestPickUpLink(world, requestId);
  const death = random.pick(['before', 'after', null, null] as const);
  if (death) random.pick(world.nodes).killAtPickUp(death);
  const visitors = 1 + random.below(5);
  const visits = Array.from({ length: visitors }, () => visit(random.pick(world.nodes).url, mailed));
  const ending = random.chance(0.15) ? endKey(run, requestId) : Promise.resolve(0);
  const pages = await Promise.all(visits);
  const faults = (await ending) + (death ? 1 : 0) + visitors - 1;
  // Somebody whose page failed tries again; and somebody comes later.
  for (const { url } of world.nodes) pages.push(await visit(url, mailed));
  const shown = pages.flatMap((page) => secrets.filter((secret) => page.includes(secret)));
  return { faults, visits: pages.length, shown };
}

/** The pickup link of the newest mail to the developer about that request. */
export async function newestPickUpLink({ mailer }: FaultWorld, requestId: string): Promise<Mailed> {
  const about = `[CS-${requestId.slice(0, 8)}]`;
  for (const { bytes } of mailer.sent.toReversed()) {
    const { subject = '', text = '' } = await simpleParser(Buffer.from(bytes));
    const token = /\/pickup\/([\w-]{43})/.exec(text)?.[1];
    const code = /^ {4}([A-Z0-9]{3}) ([A-Z0-9]{3})$/m.exec(text);
    if (subject.startsWith(about) && token && code) return { token, code: `${code[1]}${code[2]}` };
  }
  throw new Error('No mail with a pickup link was sent.');
}

/** Shown, shown before, ended, or a node that died: whatever else comes, the run is worth nothing. */
const answers: readonly number[] = [200, 409, 410, 500];

/** Sends the form of the pickup page; resolves with the page that comes. */
export async function visit(url: string, { token, code }: Mailed): Promise<string> {
  const response = await fetch(`${url}/pickup/${token}`, {
    method: 'POST',
    body: new URLSearchParams({ link: fingerprint(token), code }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
  });
  if (!answers.includes(response.status)) throw new Error(`The page answered ${response.status}.`);
  return response.text();
}

/** Its time is over, or staff end it, at that very moment. */
async function endKey(run: Run, requestId: string): Promise<number> {
  const { credential } = (await run.world.scene.store.requests.file(requestId))!;
  const isLapsing = run.random.chance(0.5);
  return underFaults(run, async ({ closePickUp, disableKey }) => {
    if (isLapsing) await closePickUp({ credentialId: credential!.id });
    else await disableKey({ requestId, by: 'Support', reason: 'a trial', isReplaced: false });
  });
}
