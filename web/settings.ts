import type { ResourceServer } from './resource-servers';

/** What the operator sets for the web part. */
export interface WebSettings {
  /** Where people reach us, without a slash at the end. Links and origin checks use it, never the Host header. */
  readonly baseUrl: string;
  readonly supportEmail: string;
  readonly operatorName: string;
  /** Served over https: cookies get `Secure` and the `__Host-` prefix, answers get HSTS. */
  readonly secureCookies: boolean;
  /** Where approvers may answer by mail; without it no address of ours takes mail. */
  readonly answersAddress?: string;
  /** Who may ask what a key is worth; without any, nobody can. */
  readonly resourceServers?: readonly ResourceServer[];
  /** Of the mail service that hands mail over at /webhooks/mail; without it there is no such address. */
  readonly mailWebhookSecret?: string;
  /** With which OpenID Connect provider clients are registered, by its issuer address. */
  readonly oidcIssuer?: string;
  /** Whether the demo app stands at /demo-app, to try an OpenID Connect client. */
  readonly hasDemoApp?: boolean;
  readonly mailboxUrl?: string;
  readonly temporalUiUrl?: string;
  /** Addresses of proxies whose X-Forwarded-For is believed (comma-separated, CIDR allowed). Without it, none is. */
  readonly trustProxy?: string;
  /** From one address, to each link page; 120 unless set. */
  readonly linkVisitsPerMinute?: number;
  /** From one address; 10 unless set. */
  readonly signInsPerMinute?: number;
}
