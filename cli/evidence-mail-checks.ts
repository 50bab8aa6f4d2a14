import { createHash } from 'node:crypto';
import type { Decision } from '../domain/decision';
import type { BundledMail, EvidenceBundle } from '../domain/evidence-bundle';
import { requestRefIn } from '../domain/reply-code';
import { digestOf } from '../secrets/digest';
import type { DnsAnswers, Judgement, reverify } from '../mail/inbound';

export interface Check {
  readonly name: string;
  /** What is shown when nothing is wrong. */
  readonly holds: string;
  readonly faults: readonly string[];
}

export type Reverify = typeof reverify;

/** Whether the mails are the ones that were received, prove what they are said to prove, and say what was decided. */
export async function mailChecks(bundle: EvidenceBundle, judgeAgain: Reverify): Promise<readonly Check[]> {
  const { mails } = bundle;
  const again = new Map<string, Judgement>();
  for (const mail of mails) again.set(mail.id, await judge(mail, judgeAgain));
  const vouched = new Set(
    bundle.evidence.flatMap(({ grade, detail }) => (grade === 'attested' ? [detail['mailId']] : [])),
  );
  const holds = (what: string) => (mails.length === 0 ? 'no mail is part of it' : `${mails.length}; ${what}`);
  return [
    { name: 'mail bytes', holds: holds('each id is the SHA-256 of its bytes'), faults: mails.flatMap(wrongBytes) },
    {
      name: 'mail proof',
      holds: holds(
        `judged again by the DNS answers of the day, each is ${vouched.size === 0 ? 'proved' : 'proved, or not forged and vouched for'}`,
      ),
      faults: mails.flatMap((mail) => wrongProof(mail, again.get(mail.id)!, vouched.has(mail.id))),
    },
    {
      name: 'mail and decision',
      holds: holds('sender and command are those of the decision'),
      faults: bundle.facts.decisions.flatMap((decision) => wrongDecision(bundle, decision, again)),
    },
  ];
}

export const shortId = (id: string): string => id.slice(0, 12);
const bytesOf = ({ raw }: BundledMail): Buffer => Buffer.from(raw, 'base64');

function judge(mail: BundledMail, judgeAgain: Reverify): Promise<Judgement> {
  const { receivedAt, judgement, envelope } = mail;
  const { ip, helo, sender } = envelope;
  return judgeAgain(bytesOf(mail), {
    receivedAt,
    dnsAnswers: (judgement?.dnsAnswers ?? {}) as DnsAnswers,
    envelope: { ip: ip ?? undefined, helo: helo ?? undefined, sender: sender ?? undefined },
  });
}

function wrongBytes(mail: BundledMail): readonly string[] {
  const sha256 = createHash('sha256').update(bytesOf(mail)).digest('hex');
  return sha256 === mail.id ? [] : [`mail ${shortId(mail.id)}: its bytes have the SHA-256 ${sha256}`];
}

/** A mail that staff vouch with proves nothing, and must not be forged. */
function wrongProof({ id, judgement }: BundledMail, again: Judgement, isVouchedFor: boolean): readonly string[] {
  const name = `mail ${shortId(id)}`;
  if (judgement === null) return [`${name}: it was never judged`];
  const expected = isVouchedFor ? 'unverifiable' : 'proved';
  if (again.verdict !== expected) return [`${name}: it is ${again.verdict}, not ${expected}. ${again.reason}`];
  const differs = (['verdict', 'from', 'command', 'signedBy', 'messageId'] as const).filter(
    (key) => again[key] !== judgement[key],
  );
  return differs.map((key) => `${name}: its ${key} is ${again[key] ?? 'none'}, not ${judgement[key] ?? 'none'}`);
}

function wrongDecision(
  { request, evidence, mails }: EvidenceBundle,
  decision: Decision,
  again: ReadonlyMap<string, Judgement>,
): readonly string[] {
  if (decision.grade !== 'reply') return [];
  const { approver, verdict, evidenceId } = decision;
  const name = `decision ${decision.id}`;
  const detail = evidence.find(({ id }) => id === evidenceId)?.detail;
  const mail = mails.find(({ id }) => id === detail?.['mailId']);
  if (!mail) return [`${name}: the mail that proves it is missing`];
  const { from, command, subject } = again.get(mail.id)!;
  const faults: string[] = [];
  if (from?.toLowerCase() !== approver.email.toLowerCase()) {
    faults.push(`${name} is by ${approver.email}, the mail is from ${from ?? 'nobody'}`);
  }
  if (command !== verdict) faults.push(`${name} is "${verdict}", the mail says ${command ?? 'neither'}`);
  const ref = requestRefIn(subject ?? '');
  if (ref !== undefined && !request.id.startsWith(ref))
    faults.push(`${name}: the mail is about another request, ${ref}`);
  const recorded = detail?.['dnsDigest'];
  if (recorded !== undefined && recorded !== digestOf(mail.judgement?.dnsAnswers ?? {})) {
    faults.push(`${name}: the DNS answers of mail ${shortId(mail.id)} are not those that were recorded`);
  }
  return faults;
}
