import type { TrialAgent } from '../../oidc/port';
import type { Seen } from '../demo-app';

/** What agents see at the operator's OpenID Connect provider. */
export interface OidcPageModels {
  readonly 'oidc-login': OidcLoginModel;
  readonly 'oidc-consent': OidcConsentModel;
  readonly 'oidc-sign-out': OidcSignOutModel;
  readonly 'demo-app': DemoAppModel;
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

interface Product {
  readonly name: string;
  readonly url: string | null;
}

export interface DemoAppModel {
  readonly clientId: string;
  /** Empty: nothing is wrong. */
  readonly error: string;
  /** What its developer gives as redirect address. */
  readonly callbackUrl: string;
  readonly seen: Seen | null;
}

export interface OidcLoginModel {
  readonly action: string;
  readonly product: Product;
  readonly user: string;
  /** Empty: nothing is wrong. */
  readonly error: string;
  readonly trialAgents: readonly TrialAgent[];
}

export interface OidcConsentModel {
  readonly action: string;
  readonly product: Product;
  readonly agent: { readonly name: string; readonly user: string; readonly mls: string };
  /** Where the answer goes. */
  readonly host: string;
  readonly sees: readonly Fact[];
}

export interface OidcSignOutModel {
  readonly action: string;
  readonly xsrf: string;
  readonly product: string | null;
}
