import type { Logger } from 'pino';
import type { Relay } from '../client/relay';
import type { Store } from '../store/port';
import type { Limits } from './guard';
import type { Metrics } from './metrics';
import type { Pages } from './pages/pages';
import type { Sessions } from './session';

export interface WebSettings {
  /** Where people reach us, without a slash at the end. Links and origin checks use it, never the Host header. */
  readonly baseUrl: string;
  readonly supportEmail: string;
  readonly operatorName: string;
  /** Served over https: cookies get `Secure` and the `__Host-` prefix, answers get HSTS. */
  readonly secureCookies: boolean;
  readonly mailboxUrl?: string;
  readonly temporalUiUrl?: string;
  /** Addresses of proxies whose X-Forwarded-For is believed (comma-separated, CIDR allowed). Without it, none is. */
  readonly trustProxy?: string;
  /** From one address, to link pages together; 120 unless set. */
  readonly linkVisitsPerMinute?: number;
  /** From one address; 10 unless set. */
  readonly signInsPerMinute?: number;
}

export interface WebDeps {
  readonly store: Store;
  readonly relay: Pick<Relay, 'tell'>;
  readonly settings: WebSettings;
  readonly log: Logger;
  /** The parts that must work for this process to be useful, by name. */
  readonly ready: () => Promise<Record<string, boolean>>;
}

/** What every route gets. */
export interface WebContext extends WebDeps {
  readonly pages: Pages;
  readonly metrics: Metrics;
  readonly sessions: Sessions;
  readonly limits: Limits;
}
