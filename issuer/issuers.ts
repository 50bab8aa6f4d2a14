import type { MakerName } from '../domain/credential';
import { type Issuer, IssuerRefused, type Issuers } from './port';

const settings: Readonly<Record<Exclude<MakerName, 'builtin'>, string>> = {
  'spark-api': 'SPARK_API_URL and SPARK_API_KEY',
  oidc: 'OIDC_ISSUER_URL and OIDC_INITIAL_ACCESS_TOKEN',
};

type SetUp = { readonly builtin: Issuer } & { readonly [name in keyof typeof settings]?: Issuer | undefined };

/** @param live who makes live keys; one of those that are set up. OpenID Connect clients are made by a provider where one is set up. */
export function createIssuers(setUp: SetUp, live: Exclude<MakerName, 'oidc'>): Issuers {
  const named = (name: MakerName): Issuer => (name === 'builtin' ? setUp.builtin : (setUp[name] ?? notSetUp(name)));
  return {
    of: ({ environment, kind }) => {
      if (environment === 'demo') return setUp.builtin;
      return (kind === 'oidc' && setUp.oidc) || named(live);
    },
    named,
  };
}

function notSetUp(name: keyof typeof settings): never {
  throw new IssuerRefused('not-set-up', `The issuer "${name}" is not set up here: set ${settings[name]}.`);
}
