import { stepOf } from '../domain/chain';
import type { Decision } from '../domain/decision';
import type { EvidenceBundle } from '../domain/evidence-bundle';
import { gradeWords } from '../domain/roster-words';
import { plain, utc } from './output';
import { shortId } from './evidence-mail-checks';

/** Who decided what, and what proves it, for people. */
export function evidenceLines(bundle: EvidenceBundle): readonly string[] {
  const { request, standing, facts, audit, mails } = bundle;
  const { plan, mls, requester } = request.ask;
  const vouched = facts.overrides.map(
    ({ stepId, by, confirmedBy, reason, at }) =>
      `  ${utc(at)}  ${by.name} and ${confirmedBy.name} vouched for "${titleOf(bundle, stepId)}": ${reason}`,
  );
  const last = audit.at(-1);
  return [
    `${request.id}  ${standing.state}`,
    `  ${plan.name}, ${mls.name}, for ${requester.name}`,
    `  ${standing.because}`,
    ...(facts.decisions.length + vouched.length === 0 ? ['  Nobody has decided yet.'] : []),
    ...facts.decisions.flatMap((decision) => decisionLines(bundle, decision)),
    ...vouched,
    `  ${mails.length} mail${mails.length === 1 ? '' : 's'} kept as proof; ${audit.length} audit rows${last ? `, the last with the hash ${last.hash}` : ''}`,
  ].map(plain);
}

function decisionLines(bundle: EvidenceBundle, decision: Decision): readonly string[] {
  const { approver, verdict, stepId, reason, at } = decision;
  const who = `${approver.name} (${approver.title}) <${approver.email}>`;
  return [
    `  ${utc(at)}  ${who}: ${verdict} at "${titleOf(bundle, stepId)}"${reason === '' ? '' : `: ${reason}`}`,
    `    ${proofOf(bundle, decision)}`,
  ];
}

function proofOf({ evidence, mails }: EvidenceBundle, { grade, evidenceId }: Decision): string {
  const detail = evidence.find(({ id }) => id === evidenceId)?.detail ?? {};
  const { mailId, link, staff, secondsSinceSent } = detail;
  const mail = mails.find(({ id }) => id === mailId);
  if (mail) {
    const { signedBy, from } = mail.judgement ?? {};
    return `by mail ${shortId(mail.id)} from ${from ?? 'nobody'}, received ${utc(mail.receivedAt)}, signed by ${signedBy ?? 'nobody'}`;
  }
  return [
    `by ${proofWords[grade]}`,
    ...(typeof staff === 'string' ? [`done by ${staff}`] : []),
    ...(typeof link === 'string' ? [`link ${link}`] : []),
    ...(typeof secondsSinceSent === 'number' ? [`${secondsSinceSent} seconds after it was mailed`] : []),
  ].join(', ');
}

const proofWords: typeof gradeWords = { ...gradeWords, reply: 'a mail that is missing' };

function titleOf({ chain }: EvidenceBundle, stepId: string): string {
  return stepOf(chain, stepId)?.title ?? stepId;
}
