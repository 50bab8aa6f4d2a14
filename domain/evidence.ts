/**
 * How well a decision is proved. `attested`: staff vouch for it; `link`: the mailed link was opened and used; `link+code`: and the code
 * that stands only in the mail was typed; `signed-in`: and the person signed in; `reply`: a DKIM-verified mail says so.
 */
export const evidenceGrades = ['attested', 'link', 'link+code', 'signed-in', 'reply'] as const;
export type EvidenceGrade = (typeof evidenceGrades)[number];

/** `reply` is a different kind of proof, not a stronger page: it is accepted only by name. */
const ladder: readonly EvidenceGrade[] = ['attested', 'link', 'link+code', 'signed-in'];

/** Whether proof of this grade is good enough where `accepted` is asked for; a stronger page grade satisfies a weaker one. */
export function isSufficient(accepted: readonly EvidenceGrade[], grade: EvidenceGrade): boolean {
  if (accepted.includes(grade)) return true;
  const rank = ladder.indexOf(grade);
  return accepted.some((least) => ladder.includes(least) && ladder.indexOf(least) < rank);
}
