import { randomUUID } from 'node:crypto';
import { payWhenAsked } from './card';
import { playChain, type PlayedChain } from './chain';
import { playClient, type PlayedClient } from './client';
import { playContact, type PlayedContact } from './contact';
import { playGrant, type PlayedGrant } from './grant';
import { playReplies, type PlayedReplies } from './replies';
import { playRoster, type PlayedRoster } from './roster';
import { playStranger, type PlayedStranger } from './stranger';
import {
  answerMail,
  codeIn,
  countMails,
  linkIn,
  type MailWorld,
  openForm,
  reader,
  scan,
  secretIn,
  support,
  type Tell,
  type World,
} from './people';

/** What the demo proves, each by looking at the outcome over HTTP and in the mailbox. */
export interface Played
  extends
    PlayedChain,
    Omit<PlayedReplies, 'grantId'>,
    PlayedGrant,
    Omit<PlayedContact, 'isVerified'>,
    PlayedClient,
    PlayedRoster,
    PlayedStranger {
  /** Those who got a key paid once, whoever was told no paid nothing. */
  readonly charged: boolean;
  readonly approved: boolean;
  readonly denied: boolean;
  readonly pickedUpOnce: boolean;
  readonly scannerChangedNothing: boolean;
  readonly mails: number;
}

/**
 * Plays the whole job as the three kinds of people would: one request approved in two steps and picked up, one denied, and one whose
 * approvers ask back, hand on and stay silent. Then answers by mail, a real one and forged ones;
 * what becomes of a grant: its key replaced, a renewal, a suspension; an MLS that is asked directly, also for a
 * client with which agents sign in, and the roster of what it has granted; and a stranger's whole way to a key that reads data.
 */
export async function play(world: MailWorld, tell: Tell, taken: () => Promise<readonly string[]>): Promise<Played> {
  const approval = await playApproval(world, tell);
  const denied = await playDenial(world, tell);
  const chain = await playChain(world, tell);
  const { grantId, ...replies } = await playReplies(world, tell);
  const grant = await playGrant(world, grantId, tell);
  const { isVerified, ...contact } = await playContact(world, tell);
  const client = await playClient(world, tell);
  const roster = await playRoster(world, tell);
  const stranger = await playStranger(world, tell);
  const evidenceVerified = replies.evidenceVerified && isVerified;
  const payments = await taken();
  const charged = payments.length === paidFor;
  tell('Stripe', `took ${payments.length} payments: ${payments.join(', ')}`);
  return {
    ...approval,
    denied,
    ...chain,
    ...replies,
    ...grant,
    ...contact,
    ...client,
    evidenceVerified,
    ...roster,
    ...stranger,
    charged,
    mails: await countMails(world),
  };
}

/** Dana, Inês, Lee and Nia; who was told no paid nothing. */
const paidFor = 4;

async function playApproval(world: World, tell: Tell) {
  const staff = support(world);
  const read = reader(world);
  const { request } = await staff.start(wish('prairie-lakes-idx', 'dana-fox'), randomUUID());
  tell('Support', 'starts a request for Dana Fox: IDX data of Prairie Lakes MLS');

  const toTom = await read('tom.berg@prairie-lakes.example', request.id, /Approve/i);
  tell('Tom Berg', `the broker, gets a mail: ${toTom.subject}`);
  const before = await traces(world, request.id);
  await scan(toTom);
  const isUntouched = (await traces(world, request.id)) === before;
  tell(
    'A scanner',
    `opens every link in it and presses every button: ${isUntouched ? 'nothing changes' : 'SOMETHING CHANGED'}`,
  );

  await answerMail(toTom, 'decision', { verdict: 'approve' });
  tell('Tom Berg', 'opens the link, types the code, approves');
  const toMia = await read('mia.olson@prairie-lakes.example', request.id, /Approve/i);
  tell('Mia Olson', 'the MLS admin, is asked only now, and approves');
  await answerMail(toMia, 'decision', { verdict: 'approve' });

  await payWhenAsked(world, request.id, 'dana@foxglove-software.example');
  tell('Dana Fox', 'is asked for a card, now that everybody has approved, and saves one');
  const toDana = await read('dana@foxglove-software.example', request.id, /ready/i);
  tell('Dana Fox', `gets a mail: ${toDana.subject}`);
  await scan(toDana);
  // Somebody who reads along has the page open too.
  const [dana, other] = [await openForm(linkIn(toDana, 'pickup')), await openForm(linkIn(toDana, 'pickup'))];
  const first = await dana({ code: codeIn(toDana) });
  const second = await other({ code: codeIn(toDana) });
  const pickedUpOnce = secretIn(first.text) !== undefined && secretIn(second.text) === undefined;
  tell(
    'Dana Fox',
    `picks up the key, once: ${pickedUpOnce ? 'the second try gets nothing' : 'IT WAS SHOWN TWICE OR NOT AT ALL'}`,
  );

  await read('support@countersign.example', request.id, /second time/i);
  tell('Support', 'and Dana are warned of the second try');
  const { standing } = await staff.show(request.id);
  await printTimeline(world, request.id, tell);
  return { approved: standing.state === 'approved', pickedUpOnce, scannerChangedNothing: isUntouched };
}

async function playDenial(world: World, tell: Tell): Promise<boolean> {
  const staff = support(world);
  const read = reader(world);
  const { request } = await staff.start(wish('harbor-coast-idx', 'lee-park'), randomUUID());
  tell('Support', 'starts a request for Lee Park: IDX data of Harbor Coast MLS');
  const toAnn = await read('ann.lee@harbor-coast.example', request.id, /Approve/i);
  const reason = 'Please send us your privacy policy first.';
  await answerMail(toAnn, 'decision', { verdict: 'deny', reason });
  tell('Ann Lee', `declines: ${reason}`);
  const toLee = await read('lee@parkview-apps.example', request.id, /declin|not approved|denied/i);
  tell('Lee Park', `is told why: ${toLee.subject}`);
  const { standing } = await staff.show(request.id);
  await printTimeline(world, request.id, tell);
  return standing.state === 'denied' && toLee.text.replace(/\s+/g, ' ').includes(reason);
}

function wish(planId: string, developerId: string) {
  return {
    planId,
    developerId,
    keyHolder: { kind: 'generic-agent', flexmlsUser: null },
    product: { name: 'Harbor Homes', url: 'https://homes.example' },
    use: 'A public site that shows current listings to home buyers; everyone can see it.',
    termsAccepted: true,
  };
}

/** All that a scanner could have changed: the events so far, apart from mails that were still leaving. */
async function traces(world: World, requestId: string): Promise<string> {
  const events = await support(world).events(requestId);
  return JSON.stringify(events.filter(({ kind }) => kind !== 'letter-sent').map(({ kind, note }) => [kind, note]));
}

async function printTimeline(world: World, requestId: string, tell: Tell): Promise<void> {
  const events = await support(world).events(requestId);
  for (const { at, note } of events) tell('', `${new Date(at).toISOString().slice(11, 19)}  ${note}`);
}
