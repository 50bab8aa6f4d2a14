import type { MailJudgement, MailOutcome } from '../../domain/received-mail';
import type { WebScene } from './web-scene';

export const judgement: MailJudgement = {
  verdict: 'proved',
  rule: 'proved',
  reason: "A signature of the sender's domain covers the whole message. (signed by harbor-coast.example)",
  from: 'ann.lee@harbor-coast.example',
  machine: null,
  command: 'approve',
  commandReason: 'Its first line says so.',
  subject: 'Re: [CS-5d5c48df] Approve data access for Foxglove? #ACDEFGHJKM',
  messageId: '<reply-1@harbor-coast.example>',
  date: Date.parse('2026-11-24T15:55:00Z'),
  signedBy: 'harbor-coast.example',
  dnsAnswers: { 'good._domainkey.harbor-coast.example': { TXT: ['v=DKIM1; p=AAAA'] } },
  bounce: null,
};

export const envelope = {
  ip: '192.0.2.7',
  helo: 'mx.harbor-coast.example',
  sender: 'ann.lee@harbor-coast.example',
  recipients: ['approvals@countersign.example'],
};

let count = 0;

/** A mail with this text. Each is another one, even when the text is the same. */
export function eml(text: string, headers = ''): Buffer {
  count++;
  const subject = 'Subject: Re: Approve data access?';
  return Buffer.from(
    `From: Ann Lee <ann.lee@harbor-coast.example>\r\n${subject}\r\nMessage-ID: <${count}@x.example>\r\n${headers}\r\n${text}`,
  );
}

export interface Arrived {
  readonly raw?: Buffer;
  readonly judged?: Partial<MailJudgement>;
  readonly outcome?: MailOutcome | null;
}

/** A mail that came and was sorted; resolves with its id. */
export async function arrive(
  { store }: WebScene,
  { raw = eml('Approved\r\n'), judged = {}, outcome = waits() }: Arrived = {},
): Promise<string> {
  const { id } = await store.mails.receive({ raw, source: 'smtp', envelope });
  await store.mails.judged(id, { ...judgement, ...judged });
  if (outcome) await store.mails.conclude(id, outcome);
  return id;
}

export function waits(requestId: string | null = null, because = 'It is not clear what it says.'): MailOutcome {
  return { kind: 'queued', requestId, because };
}

/** Sends files as the form of the mail list does. */
export function uploadMail({ url }: WebScene, cookie: string, files: readonly File[]): Promise<Response> {
  const form = new FormData();
  for (const file of files.length > 0 ? files : [new File([], '')]) form.append('files', file);
  const headers = { cookie, 'sec-fetch-site': 'same-origin' };
  return fetch(`${url}/console/mails`, { method: 'POST', body: form, redirect: 'manual', headers });
}
