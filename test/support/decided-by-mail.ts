import type { MailJudgement } from '../../domain/received-mail';
import { type DnsAnswers, fileResolver, judgeMail } from '../../mail/inbound';
import { hashReplyCode, newReplyCode } from '../../secrets/token';
import { keyRecord, mail, sign } from '../mail/inbound/signed-mail';
import type { Mailed, WebScene } from './web-scene';

const domain = 'prairie-lakes.example';
const from = `mia.olson@${domain}`;
const dns: DnsAnswers = {
  [`good._domainkey.${domain}`]: { TXT: [keyRecord('good')] },
  [`_dmarc.${domain}`]: { TXT: ['v=DMARC1; p=reject'] },
  [domain]: { TXT: ['v=spf1 ip4:192.0.2.1 -all'] },
};

export interface DecidedByMail {
  readonly id: string;
  readonly mailId: string;
  readonly raw: Buffer;
  readonly replyCode: string;
  /** The links that were mailed on the way. */
  readonly mailed: readonly Mailed[];
}

/** A request whose first step was approved on the page, and whose second by a signed mail that went the whole way: kept, judged, taken. */
export async function decidedByMail(scene: WebScene): Promise<DecidedByMail> {
  const id = await scene.request('prairie-lakes-idx');
  const first = await scene.ask(id, 'broker', 'tom-berg');
  await scene.decide(first);
  const replyCode = newReplyCode();
  const second = await scene.ask(id, 'mls', 'mia-olson', { replyHash: hashReplyCode(replyCode) });
  const raw = await answer(`Re: [CS-${id.slice(0, 8)}] Approve data access? #${replyCode}`);
  const mailId = await judged(scene, raw);
  const outcome = await scene.store.mails.decide(mailId, replyCode);
  if (outcome.kind !== 'decided') throw new Error(`not decided: ${outcome.because}`);
  await scene.store.requests.settle(id);
  return { id, mailId, raw, replyCode, mailed: [first, second] };
}

async function answer(subject: string): Promise<Buffer> {
  const now = new Date();
  const headers = {
    From: `Mia Olson <${from}>`,
    Subject: subject,
    Date: now.toUTCString().replace('GMT', '+0000'),
    'Message-ID': `<${now.getTime()}@${domain}>`,
  };
  return Buffer.from(await sign(mail({ headers, body: 'Approve\n' }), { domain, signTime: now.toISOString() }));
}

async function judged({ store }: WebScene, raw: Buffer): Promise<string> {
  const envelope = { ip: '192.0.2.1', helo: `mx.${domain}`, sender: from, recipients: [] };
  const { id } = await store.mails.receive({ raw, source: 'smtp', envelope });
  const { receivedAt } = (await store.mails.find(id))!;
  const judgement = await judgeMail(raw, { receivedAt, envelope, resolver: fileResolver(dns) });
  const { machine, bounce: _, dkimRecords: _k, dmarcRecord: _r, flags: _f, sha256: _s, ...kept } = judgement;
  await store.mails.judged(id, { ...kept, machine: machine?.kind ?? null, bounce: null } satisfies MailJudgement);
  return id;
}
