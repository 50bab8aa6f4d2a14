/** Conditions of an approval: what the key may not do. Null or empty: no limit of that kind. Carried into the key. */
export interface Limits {
  readonly readOnly: boolean;
  /** Addresses the key may be used from. */
  readonly ips: readonly string[];
  /** What the key's user agent must contain. */
  readonly userAgent: string | null;
  readonly noReplication: boolean;
  /** Last day of use, YYYY-MM-DD in the MLS's zone. */
  readonly until: string | null;
  /** Web domains the data may be shown on. */
  readonly domains: readonly string[];
}

export const noLimits: Limits = {
  readOnly: false,
  ips: [],
  userAgent: null,
  noReplication: false,
  until: null,
  domains: [],
};

/** All limits at once, the strictest of each; undefined when nothing could satisfy both (two addresses, two user agents). */
export function bothLimits(one: Limits, other: Limits): Limits | undefined {
  const ips = common(one.ips, other.ips);
  const domains = common(one.domains, other.domains);
  if (!ips || !domains) return undefined;
  if (one.userAgent !== null && other.userAgent !== null && one.userAgent !== other.userAgent) return undefined;
  return {
    readOnly: one.readOnly || other.readOnly,
    ips,
    userAgent: one.userAgent ?? other.userAgent,
    noReplication: one.noReplication || other.noReplication,
    until: earlier(one.until, other.until),
    domains,
  };
}

/** Whether the last day is over. */
export function isOver({ until }: Limits, day: string): boolean {
  return until !== null && day > until;
}

/** In words, one phrase per limit: "read only", "until 2027-01-31". */
export function limitWords({ readOnly, ips, userAgent, noReplication, until, domains }: Limits): readonly string[] {
  return [
    readOnly ? 'read only' : '',
    noReplication ? 'no copy of the data set' : '',
    until === null ? '' : `until ${until}`,
    domains.length > 0 ? `only on ${domains.join(', ')}` : '',
    ips.length > 0 ? `only from ${ips.join(', ')}` : '',
    userAgent === null ? '' : `only by the user agent ${userAgent}`,
  ].filter((phrase) => phrase !== '');
}

/** What both lists allow, where an empty list allows all; undefined when that is nothing. */
function common(one: readonly string[], other: readonly string[]): readonly string[] | undefined {
  if (one.length === 0) return other;
  if (other.length === 0) return one;
  const both = one.filter((each) => other.includes(each));
  return both.length > 0 ? both : undefined;
}

function earlier(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}
