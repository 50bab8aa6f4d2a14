import { newToken } from '../secrets/token';
import { type Config, ConfigError } from './config';

/** Where OpenID Connect clients are registered, and with what right. */
export interface OidcRegistry {
  readonly issuerUrl: string;
  readonly initialAccessToken: string;
}

export interface OidcSetUp {
  /** Undefined: such keys are not made here by registration. */
  readonly registry: OidcRegistry | undefined;
  /** Whether the web part answers as the provider, at `/oidc`. */
  readonly isProvider: boolean;
  /** Whether the demo app stands beside it. */
  readonly hasDemoApp: boolean;
}

/** In one process: a provider of our own, unless another one is named or the operator's key administration makes such keys. */
export function oidcAllInOne(config: Config, baseUrl: string): OidcSetUp {
  const { COUNTERSIGN_ISSUER: live, OIDC_ISSUER_URL: named } = config;
  const isProvider = config.COUNTERSIGN_OIDC_PROVIDER ?? (named === undefined && live === 'builtin');
  const issuerUrl = named ?? (isProvider ? oidcIssuerOf(baseUrl) : undefined);
  // Nobody but this process needs to know it, and each start makes another one.
  const initialAccessToken = config.OIDC_INITIAL_ACCESS_TOKEN ?? newToken();
  const registry = issuerUrl === undefined ? undefined : { issuerUrl, initialAccessToken };
  return { registry, isProvider, hasDemoApp: isProvider && config.COUNTERSIGN_DEMO_DATA };
}

/** In processes of their own: what is set, and nothing else. @throws ConfigError for a provider whose token the workers cannot know */
export function oidcApart(config: Config): OidcSetUp {
  const { OIDC_ISSUER_URL: issuerUrl, OIDC_INITIAL_ACCESS_TOKEN: initialAccessToken } = config;
  const isProvider = config.COUNTERSIGN_OIDC_PROVIDER ?? false;
  const registry =
    issuerUrl === undefined || initialAccessToken === undefined ? undefined : { issuerUrl, initialAccessToken };
  if (isProvider && !registry) {
    throw new ConfigError(
      'COUNTERSIGN_OIDC_PROVIDER: needs OIDC_ISSUER_URL (your base address and /oidc) and OIDC_INITIAL_ACCESS_TOKEN beside it, for web and worker alike',
    );
  }
  return { registry, isProvider, hasDemoApp: false };
}

export function oidcIssuerOf(baseUrl: string): string {
  return `${baseUrl}/oidc`;
}
