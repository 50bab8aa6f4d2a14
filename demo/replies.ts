import { randomUUID } from 'node:crypto';
import { verifyOffline } from './auditor';
import { payWhenAsked } from './card';
import { composeReply, sendRaw } from './mail';
import { answerMail, type Mail, type MailThatCame, type MailWorld, reader, support, type Tell } from './people';
import { waitFor } from './wait';

/** What becomes of answers by mail: a real one decides, whatever anybody could have written does not. */
export interface PlayedReplies {
  readonly approvedByReply: boolean;
  readonly forgedReplyRefused: boolean;
  /** The evidence of what was approved by mail, checked without us and without DNS. */
  readonly evidenceVerified: boolean;
  /** What was approved so; the key waits to be picked up. */
  readonly grantId: string;
}

const ann = 'ann.lee@harbor-coast.example';

export async function playReplies(world: MailWorld, tell: Tell): Promise<PlayedReplies> {
  const real = await playReal(world, tell);
  return { ...real, forgedReplyRefused: await playForged(world, tell) };
}

async function playReal(world: MailWorld, tell: Tell): Promise<Omit<PlayedReplies, 'forgedReplyRefused'>> {
  const { id, question } = await ask(world, 'lee-park');
  tell('Ann Lee', `is asked again for Lee Park: ${question.subject}`);
  await sendRaw(world.smtp, ann, await signedReply(world, question, 'harbor-coast.example'));
  tell('Ann Lee', 'answers that mail with one word, Approve; her mail server signs it');
  await payWhenAsked(world, id, 'lee@parkview-apps.example');
  await reader(world)('lee@parkview-apps.example', id, /ready/i);
  const { standing } = await support(world).show(id);
  const [came] = await mailsAbout(world, id, 1);
  tell('Lee Park', `saves a card and gets the key: ${standing.because}`);
  const approvedByReply =
    standing.state === 'approved' && came?.judgement?.verdict === 'proved' && came.outcome?.kind === 'decided';
  const evidenceVerified = await verifyOffline(await support(world).evidence(id));
  tell(
    'An auditor',
    `checks the evidence bundle with one command, offline: ${evidenceVerified ? 'it holds' : 'IT DOES NOT HOLD'}`,
  );
  return { approvedByReply, evidenceVerified, grantId: id };
}

async function playForged(world: MailWorld, tell: Tell): Promise<boolean> {
  const staff = support(world);
  const { id, question } = await ask(world, 'dana-fox');
  const forgeries = [
    await composeReply(ann, question, 'Approve'),
    await signedReply(world, question, 'evil.example'),
    changed(await signedReply(world, question, 'harbor-coast.example', 'Deny'), 'Deny', 'Approve'),
  ];
  for (const raw of forgeries) await sendRaw(world.smtp, 'mallory@evil.example', raw);
  tell(
    'A stranger',
    'who read the question sends Approve in her name: unsigned, signed by another, changed on its way',
  );
  const came = await mailsAbout(world, id, forgeries.length);
  const { standing } = await staff.show(id);
  const isRefused =
    standing.state === 'pending' &&
    came.every(
      ({ judgement, outcome }) =>
        judgement?.from === ann && judgement.verdict === 'forged' && outcome?.kind === 'queued',
    );
  tell('Support', `sees ${came.length} mails that were not taken; the request is ${standing.state}`);

  await answerMail(question, 'decision', { verdict: 'deny', reason: 'Somebody answers in my name.' });
  tell('Ann Lee', 'declines on the page');
  return isRefused && (await staff.show(id)).standing.state === 'denied';
}

async function ask(world: MailWorld, developerId: string): Promise<{ readonly id: string; readonly question: Mail }> {
  const { request } = await support(world).start(
    {
      planId: 'harbor-coast-idx',
      developerId,
      keyHolder: { kind: 'generic-agent', flexmlsUser: null },
      product: { name: 'Harbor Homes', url: 'https://homes.example' },
      use: 'A public site that shows current listings to home buyers; everyone can see it.',
      termsAccepted: true,
    },
    randomUUID(),
  );
  // The code at its end says which question an answer is about.
  return { id: request.id, question: await reader(world)(ann, request.id, /Approve.* #[A-Z0-9]{10}$/) };
}

function signedReply({ signer }: MailWorld, question: Mail, domain: string, word = 'Approve'): Promise<Buffer> {
  return composeReply(ann, question, word, { domain, by: signer });
}

/** After the signature was made. */
function changed(raw: Buffer, from: string, to: string): Buffer {
  return Buffer.from(raw.toString('latin1').replace(`\r\n\r\n${from}\r\n`, `\r\n\r\n${to}\r\n`), 'latin1');
}

/** Waits until that many mails about the request were dealt with. */
function mailsAbout(world: MailWorld, id: string, count: number): Promise<readonly MailThatCame[]> {
  return waitFor(`${count} mails about ${id} are dealt with`, async () => {
    const found = (await support(world).mails()).filter(({ outcome }) => outcome?.requestId === id);
    return found.length >= count ? found : undefined;
  });
}
