/** Ten characters of the code alphabet, at the end of a question's subject: who answers keeps it there. */
const replyCode = /#([ACDEFGHJKMNPQRTUVWXYZ234679]{10})(?![A-Z0-9])/;

/** The code by which a received mail names the question that it answers. */
export function replyCodeIn(subject: string): string | undefined {
  return replyCode.exec(subject)?.[1];
}

/** All that could be one, in a text of any kind. */
export function replyCodesIn(text: string): readonly string[] {
  return [...text.matchAll(new RegExp(replyCode, 'g'))].map(([, code]) => code!);
}

/** The short form of a request's id, "5d5c48df" in "[CS-5d5c48df]". */
export function requestRefIn(subject: string): string | undefined {
  return /\[CS-([0-9a-f]{8})\]/.exec(subject)?.[1];
}

/** The subject as it may be shown and kept in clear: only whoever was asked knows the code. */
export function withoutReplyCode(subject: string): string {
  return subject.replace(new RegExp(replyCode, 'g'), '#…');
}
