import type { AuthorizationRole, EntryFacts, Register, Scope } from './authorization';
import type { RegisterChange } from './register-change';
import type { DataRole } from './plan';

/** The register in words, for mail, page and command line. */
export interface EntryLine {
  readonly what: string;
  readonly value: string;
}

export const authorizationRoleWords: Readonly<Record<AuthorizationRole, string>> = {
  admin: 'MLS admin',
  broker: 'broker',
  staff: 'staff of the MLS',
};

const dataRoleWords: Readonly<Record<DataRole, string>> = {
  idx: 'IDX',
  vow: 'VOW',
  private: 'private',
  own: 'own data',
};

/** "everything"; "IDX and VOW, of the plans harbor-idx". */
export function scopeWords({ dataRoles, planIds }: Scope): string {
  const roles = dataRoles && dataRoles.map((role) => dataRoleWords[role]).join(' and ');
  const plans = planIds && `the plans ${planIds.join(', ')}`;
  if (roles && plans) return `${roles}, of ${plans}`;
  return roles ?? plans ?? 'everything';
}

/** "from 2026-05-03 until 2027-05-02"; "until further notice". */
export function validityWords({ validFrom, validTo }: Pick<EntryFacts, 'validFrom' | 'validTo'>): string {
  const until = validTo === null ? 'until further notice' : `until ${validTo}`;
  return validFrom === null ? until : `from ${validFrom} ${until}`;
}

/** "Nora Beck is added". */
export function summaryOf({ kind, before, after }: RegisterChange): string {
  switch (kind) {
    case 'add':
      return `${after?.name} is added`;
    case 'change':
      return `the entry of ${before?.name} changes`;
    case 'remove':
      return `${before?.name} is removed`;
  }
}

/** What an entry says, line by line. */
export function entryLines(facts: EntryFacts, { entries }: Pick<Register, 'entries'>): readonly EntryLine[] {
  const backup = entries.find(({ id }) => id === facts.backupId);
  return [
    { what: 'Name', value: facts.name },
    { what: 'Mailbox', value: facts.email },
    { what: 'Title', value: facts.title },
    { what: 'Role', value: authorizationRoleWords[facts.role] },
    { what: 'Decides about', value: scopeWords(facts) },
    { what: 'Valid', value: validityWords(facts) },
    { what: 'Backup', value: backup?.name ?? 'nobody' },
    { what: 'Authority', value: facts.source },
  ];
}

/** What a change does, line by line: of a changed entry only what differs, with what it said before. */
export function changeLines(
  { before, after }: RegisterChange,
  register: Pick<Register, 'entries'>,
): readonly EntryLine[] {
  const facts = after ?? before;
  if (!facts) return [];
  const lines = entryLines(facts, register);
  if (!before || !after) return lines;
  const old = entryLines(before, register);
  return lines.flatMap(({ what, value }, index) => {
    const was = old[index]!.value;
    return was === value ? [] : [{ what, value: `${value} (before: ${was})` }];
  });
}
