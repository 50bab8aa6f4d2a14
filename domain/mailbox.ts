/** Domains of public mail hosts that reach the same mailbox. */
const aliases: Readonly<Record<string, string>> = {
  'googlemail.com': 'gmail.com',
  'pm.me': 'proton.me',
  'protonmail.com': 'proton.me',
  'protonmail.ch': 'proton.me',
  'me.com': 'icloud.com',
  'mac.com': 'icloud.com',
};

/**
 * One spelling for addresses that may reach the same person: case, plus tags, dots and the known alias domains put aside.
 * Only ever used to leave somebody out: two people may share it, and then neither approves the other's request.
 */
export function mailboxOf(email: string): string {
  const lower = email.trim().toLowerCase();
  const at = lower.lastIndexOf('@');
  const domain = lower.slice(at + 1);
  return `${lower.slice(0, at).split('+', 1)[0]!.replaceAll('.', '')}@${aliases[domain] ?? domain}`;
}
