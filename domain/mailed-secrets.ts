/** A link of ours in a quoted mail lets whoever opens it act for the person it was sent to. */
const mailedLink =
  /(\/|%2f)(decision|receipt|answer|pickup|status|proof|sign-in|objection|attestation)(\/|%2f)[\w-]{16,}/gi;
/** As in `reply-code`: by it an answer names its question. */
const replyCode = /#[A-Z0-9]{10}(?![A-Z0-9])/g;

/** A text that others may read, without what was mailed to one person only. */
export function withoutMailedSecrets(text: string): string {
  return text.replace(mailedLink, '$1$2$3[left out]').replace(replyCode, '#…');
}
