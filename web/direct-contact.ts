import type { DataRole, KeyKind } from '../domain/plan';
import { keyKindWords, roleWords } from '../domain/words';

/** What somebody asks an MLS for directly. */
export interface DirectWish {
  /** Null while they have not chosen one. */
  readonly mls: string | null;
  readonly keyKind?: KeyKind;
  readonly role?: DataRole;
}

/** What a direct request states. */
const statements = [
  'Who asks (name, company, contact):',
  'The broker or agent it is for (name, office, Flexmls user name, licence number), and their authorization:',
  'The product (name, web address), who uses it and who sees the data:',
  'How the data is used, stored and displayed:',
  'Fields and listing statuses needed:',
  'Other MLSs involved:',
];

/** A mail to support, begun with what a request to an MLS must state, as a `mailto:` address. */
export function directContact(supportEmail: string, { mls, keyKind, role }: DirectWish): string {
  const lines = [
    `MLS: ${mls ?? ''}`,
    `Kind of key: ${keyKind ? keyKindWords[keyKind] : ''}`,
    `Role: ${role ? roleWords[role] : ''}`,
    ...statements,
  ];
  const subject = `Request for an API key${mls ? `: ${mls}` : ''}`;
  const body = lines.join('\r\n\r\n');
  return `mailto:${supportEmail}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
}
