import type { DataRole, KeyHolder, KeyKind, Price } from './plan';

/** The words that mails, pages and the command line use for a data role. */
export const roleWords: Readonly<Record<DataRole, string>> = {
  idx: 'IDX (public web sites)',
  vow: 'VOW (sites behind a log-in)',
  private: 'Private (back-office products)',
  own: "A broker's or agent's own data",
};

export const keyKindWords: Readonly<Record<KeyKind, string>> = {
  bearer: 'Bearer token',
  oidc: 'OpenID Connect client',
};

/** "the agent jdoe", "several brokers or agents (generic agent)". */
export function keyHolderWords({ kind, flexmlsUser }: KeyHolder): string {
  switch (kind) {
    case 'member':
      return `the agent ${flexmlsUser}`;
    case 'office':
      return `the office ${flexmlsUser}`;
    case 'company':
      return `the company ${flexmlsUser}`;
    case 'generic-agent':
      return 'several brokers or agents (generic agent)';
  }
}

/** Whom a key acts for: an OpenID Connect client for whoever signs in with it, every other key for its holder. */
export function actsForWords(keyKind: KeyKind, keyHolder: KeyHolder): string {
  return keyKind === 'oidc' ? 'the agents who sign in, each as themselves' : keyHolderWords(keyHolder);
}

/** "$50.00". */
export function moneyWords({ minor, currency }: Price): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** "A, B and C". */
export function listWords(words: readonly string[], joint: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${joint} ${words.at(-1)!}`;
}
