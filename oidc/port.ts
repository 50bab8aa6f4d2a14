import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DataRole } from '../domain/plan';

/** An agent who can sign in: what the provider may tell a client about them. */
export interface Agent {
  /** The Flexmls user name. */
  readonly user: string;
  readonly mlsId: string;
  readonly mlsName: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
  readonly phone: string;
  readonly address: {
    readonly street: string;
    readonly city: string;
    readonly state: string;
    readonly postcode: string;
  };
  readonly nrdsId: string;
  readonly licence: string;
  readonly officeKey: string;
  readonly memberType: string;
}

/** A made-up agent whose password everybody may know. */
export interface TrialAgent {
  readonly user: string;
  readonly password: string;
  readonly mlsName: string;
}

/** Those who may sign in. */
export interface Agents {
  readonly trial: readonly TrialAgent[];
  find(id: string): Agent | undefined;
  /** The agent's id; undefined unless both fit. */
  check(user: string, password: string): string | undefined;
}

/** What an agent is asked on the way to a client. */
export interface Asked {
  readonly prompt: 'login' | 'consent';
  readonly client: { readonly name: string; readonly url: string | null };
  /** Where the client has agents sent back to. */
  readonly redirectUri: string;
  /** What it asks for that the agent has not granted before. */
  readonly scopes: readonly string[];
  /** Who is signed in. */
  readonly agent: Agent | undefined;
}

export type SignedIn =
  | { readonly kind: 'signed-in'; readonly next: string }
  | { readonly kind: 'unknown' }
  /** The client was approved by another MLS than the agent's. */
  | { readonly kind: 'other-mls'; readonly agent: Agent };

/** For whom an access token reads data. */
export interface TokenReader {
  readonly clientId: string;
  readonly clientName: string;
  readonly mlsId: string;
  readonly role: DataRole;
  readonly user: string;
}

/** The pages that the provider shows by itself, as HTML. */
export interface OidcPages {
  error(code: string, description: string): string;
  /** Asks whether to sign out; `xsrf` is to be sent to `action`. */
  signOut(form: { readonly action: string; readonly xsrf: string; readonly client: string | null }): string;
  signedOut(): string;
}

/** The operator's OpenID Connect provider. */
export interface OidcProvider {
  readonly issuer: string;
  readonly trialAgents: readonly TrialAgent[];
  /** Answers what comes to an address below the issuer's, all but our own pages. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** What the agent in this browser is asked; undefined when that is over. */
  asked(request: IncomingMessage, response: ServerResponse): Promise<Asked | undefined>;
  signIn(request: IncomingMessage, response: ServerResponse, user: string, password: string): Promise<SignedIn>;
  /** The agent's answer to what the client asks for; resolves with where to go on. */
  answer(request: IncomingMessage, response: ServerResponse, isGranted: boolean): Promise<string>;
  /** Whether the text is the initial access token. */
  isOperator(token: string): boolean;
  /** Clients with that marker or id, as RFC 7592 has them read, without their secrets. For the operator only. */
  clients(by: { readonly marker: string } | { readonly id: string }): Promise<readonly object[]>;
  /** Undefined for a token that does not work, or not for data. */
  readerOf(accessToken: string): Promise<TokenReader | undefined>;
  close(): Promise<void>;
}
