/** What a key may see. Spark sells these four as data plans: public sites, sites behind a log-in, back office, own listings. */
export const dataRoles = ['idx', 'vow', 'private', 'own'] as const;
export type DataRole = (typeof dataRoles)[number];

/** Bearer token: one fixed user. OpenID Connect client: many agents, each as themselves. */
export const keyKinds = ['bearer', 'oidc'] as const;
export type KeyKind = (typeof keyKinds)[number];

/** Whom a key is tied to. The generic agent stands in when one key serves many brokers or agents. */
export const keyHolderKinds = ['member', 'office', 'company', 'generic-agent'] as const;
export type KeyHolderKind = (typeof keyHolderKinds)[number];

/** Who the key acts as; `flexmlsUser` is null for the generic agent only. */
export interface KeyHolder {
  readonly kind: KeyHolderKind;
  readonly flexmlsUser: string | null;
}

/** Money in minor units (cents) of the currency (ISO 4217). */
export interface Price {
  readonly minor: number;
  readonly currency: string;
}

/** An MLS's offer. Prices are in minor units of the currency, per month. */
export interface DataPlan {
  readonly id: string;
  readonly mlsId: string;
  readonly name: string;
  readonly description: string;
  readonly role: DataRole;
  readonly keyKind: KeyKind;
  readonly keyHolders: readonly KeyHolderKind[];
  readonly priceMinor: number;
  readonly currency: string;
  readonly termsVersion: string;
  readonly terms: string;
}

/** The organization that decides, with the calendar its business days are counted in (IANA zone, closed days as YYYY-MM-DD). */
export interface Mls {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly timeZone: string;
  /** Public holidays of its country and state, and its own closing days. */
  readonly closedDays: readonly string[];
}
