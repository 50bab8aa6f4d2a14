import type { Logger } from 'pino';
import type { Histories } from '../client/port';
import type { Relay } from '../client/relay';
import type { OidcPages, OidcProvider } from '../oidc/port';
import type { AuditKey } from '../secrets/audit-key';
import type { Payments } from '../payments/port';
import type { Printer } from '../rosters/port';
import type { Account, Staff, Store } from '../store/port';
import type { UseWatch } from './bearer-keys';
import type { Limits } from './guard';
import type { Metrics } from './metrics';
import type { Pages } from './pages/pages';
import type { Sessions } from './session';
import type { WebSettings } from './settings';

export interface WebDeps {
  readonly store: Store;
  readonly relay: Pick<Relay, 'tell'>;
  readonly histories: Histories;
  readonly payments: Payments;
  readonly settings: WebSettings;
  /** Signs checkpoints of the audit, and rosters; without it there are none. */
  readonly auditKey?: AuditKey | undefined;
  readonly printer: Printer;
  /** The operator's OpenID Connect provider, where this process is to be one. */
  readonly openOidc?: ((pages: OidcPages) => Promise<OidcProvider>) | undefined;
  readonly log: Logger;
  /** The parts that must work for this process to be useful, by name. */
  readonly ready: () => Promise<Record<string, boolean>>;
}

/** What every route gets. */
export interface WebContext extends WebDeps {
  readonly pages: Pages;
  readonly metrics: Metrics;
  readonly sessions: Sessions<Staff>;
  readonly developerSessions: Sessions<Account>;
  readonly limits: Limits;
  readonly keyUse: UseWatch;
  /** Undefined: this process is none. */
  readonly oidc: OidcProvider | undefined;
}
