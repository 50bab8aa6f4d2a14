import type { MakerName } from '../domain/credential';
import { type Issuer, IssuerRefused, type Issuers } from './port';

/** @param live who makes live keys; one of those that are set up */
export function createIssuers(
  setUp: { readonly builtin: Issuer; readonly 'spark-api'?: Issuer },
  live: MakerName,
): Issuers {
  const named = (name: MakerName): Issuer => {
    const issuer = setUp[name];
    if (issuer) return issuer;
    throw new IssuerRefused(
      'not-set-up',
      `The issuer "${name}" is not set up here: set SPARK_API_URL and SPARK_API_KEY.`,
    );
  };
  return {
    of: ({ environment }) => (environment === 'demo' ? setUp.builtin : named(live)),
    named,
  };
}
