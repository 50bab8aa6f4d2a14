/** Marks that turn the direction of writing round, so that a text shows other words than it holds. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const control = /[^\P{Cc}\t\n]/gu;
/** A link of ours in a quoted mail lets whoever opens it act for the person it was sent to. */
const mailedLink =
  /(\/|%2f)(decision|receipt|answer|pickup|status|proof|sign-in|objection|attestation)(\/|%2f)[\w-]{16,}/gi;
/** As in `domain/reply-code`: by it an answer names its question. */
const replyCode = /#[A-Z0-9]{10}(?![A-Z0-9])/g;

/** What strangers wrote, fit to be looked at: nothing in it hides or turns round, and what was mailed to one person only is left out. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(control, '\ufffd')
    .replace(turning, (mark) => `[U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`)
    .replace(mailedLink, '$1$2$3[left out]')
    .replace(replyCode, '#…');
}

/** The same on one line. */
export function visibleLine(text: string): string {
  return visible(text).replace(/\s+/g, ' ').trim();
}
