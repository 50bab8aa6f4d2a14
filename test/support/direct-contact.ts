import { randomUUID } from 'node:crypto';
import { directPlanName } from '../../domain/direct-contact';
import type { MailJudgement } from '../../domain/received-mail';
import type { Ask } from '../../domain/request';
import { replyAddress } from '../../domain/reply-address';
import type { Statement } from '../../domain/statement';
import type { MailJudge } from '../../mail/port';
import type { NewRequest } from '../../store/port';
import { ask, type ChainScene } from './chain-scene';
import { chain, step } from './samples';

const statement: Statement = {
  agent: 'Jordan Doe',
  office: 'Doe & Vale Realty',
  licence: 'IL-471-0098',
  authorization: 'Jordan Doe ordered the product.',
  audience: 'Agents of the office; nobody else.',
  handling: 'Kept for a day, shown behind a log-in.',
  fields: 'All fields that a member may see; active and sold.',
  otherMlses: '',
  redirectUri: '',
};

/** What an MLS is asked for directly in these tests. */
export const directAsk: Ask = {
  ...ask,
  kind: 'direct-mls-contact',
  plan: { id: null, name: directPlanName, role: 'private', keyKind: 'bearer' },
  price: { minor: 0, currency: 'USD' },
  statement,
};

/** A request like it, started by staff; one step, at which Ann or Bob is asked and only a signed reply says yes. */
export function newDirectRequest(more: Partial<Ask> = {}): NewRequest {
  const id = randomUUID();
  const startedBy = { id: 'kim', name: 'Kim', email: 'kim@operator.example' };
  return {
    id,
    ask: { ...directAsk, ...more },
    chain: chain(step('mls', ['ann', 'bob'], { accepts: ['reply'] })),
    startedBy,
    idempotencyKey: id,
  };
}

/** Takes a mail for what its own header says that it is worth: these tests are about what follows from it. */
export const judgeByHeader: MailJudge = async (raw) => {
  const said = /^X-Judged: (\S+)\r$/m.exec(Buffer.from(raw).toString())![1]!;
  return JSON.parse(Buffer.from(said, 'base64').toString()) as MailJudgement;
};

export interface Written {
  readonly from: string;
  readonly text: string;
  /** Of the mail that is answered; without it, something new. */
  readonly subject?: string;
  readonly judged?: Partial<MailJudgement>;
  /** A text file that comes with it. */
  readonly file?: { readonly name: string; readonly text: string };
}

/** The bytes of a mail to a request's own address. */
export function mailTo(
  requestId: string,
  { from, text, subject = 'Hello', judged, file }: Written,
  date: number,
): Buffer {
  const judgement: MailJudgement = {
    verdict: 'proved',
    rule: 'proved',
    reason: `Signed by ${from.split('@')[1]}.`,
    from,
    machine: null,
    command: /^approve/i.test(text) ? 'approve' : null,
    commandReason: 'As it stands.',
    subject,
    messageId: `<${randomUUID()}@${from.split('@')[1]}>`,
    date,
    signedBy: from.split('@')[1]!,
    dnsAnswers: {},
    bounce: null,
    ...judged,
  };
  const headers = [
    `From: ${from}`,
    `To: ${replyAddress('approvals@countersign.example', requestId)}`,
    `Subject: ${subject}`,
    `X-Judged: ${Buffer.from(JSON.stringify(judgement)).toString('base64')}`,
  ];
  const body = file
    ? [
        'Content-Type: multipart/mixed; boundary="b"',
        '',
        '--b',
        'Content-Type: text/plain; charset=utf-8',
        '',
        text,
        '--b',
        `Content-Type: text/plain; name="${file.name}"`,
        `Content-Disposition: attachment; filename="${file.name}"`,
        '',
        file.text,
        '--b--',
      ]
    : ['Content-Type: text/plain; charset=utf-8', '', text];
  return Buffer.from([...headers, ...body, ''].join('\r\n'));
}

/** It arrives by IMAP, so that only its headers say to whom; resolves with its id. */
export async function writes(scene: ChainScene, written: Written): Promise<string> {
  const raw = mailTo(scene.requestId, written, await scene.now());
  const envelope = { ip: null, helo: null, sender: null, recipients: [] };
  const { id, dispatch } = await scene.store.mails.receive({ raw, source: 'smtp', envelope });
  await scene.chains.tell(dispatch!);
  await scene.until('the mail is sorted', async () => (await scene.store.mails.find(id))!.outcome !== null);
  return id;
}

/** Tells the workflows what the store has written for them meanwhile, as the relay does. */
export async function relay(scene: ChainScene): Promise<void> {
  for (const dispatch of await scene.store.dispatches.claim(100, 0, 60_000)) {
    await scene.chains.tell(dispatch);
    await scene.store.dispatches.told(dispatch.id);
  }
}
