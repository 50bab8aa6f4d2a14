import { timingSafeEqual } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import Library from 'oidc-provider';
import type { Logger } from 'pino';
import { hashToken } from '../secrets/token';
import type { OidcStore } from '../store/port';
import { createClientReader } from './clients';
import { configurationOf } from './configuration';
import { createInteractions } from './interactions';
import { loadKeys } from './keys';
import { keepSwept } from './sweep';
import type { Agents, OidcPages, OidcProvider } from './port';

export interface ProviderOptions {
  /** `<where people reach us>/oidc`. */
  readonly issuer: string;
  readonly initialAccessToken: string;
  readonly store: OidcStore;
  readonly agents: Agents;
  readonly pages: OidcPages;
  readonly log: Logger;
}

/** The operator's OpenID Connect provider, on our store. */
export async function openOidcProvider(options: ProviderOptions): Promise<OidcProvider> {
  const { issuer, initialAccessToken, store, agents, log } = options;
  const library = await openLibrary(options);
  return {
    issuer,
    trialAgents: agents.trial,
    handle: handlerOf(library, issuer),
    ...createInteractions(library, agents),
    isOperator: (token) => timingSafeEqual(hashToken(token), hashToken(initialAccessToken)),
    ...createClientReader(library, { issuer, store, agents }),
    close: keepSwept(store, log).stop,
  };
}

async function openLibrary(options: ProviderOptions): Promise<Library> {
  const { issuer, pages, log } = options;
  const keys = await loadKeys(options.store);
  const library = new Library(issuer, configurationOf({ ...options, keys, isSecure: issuer.startsWith('https:') }));
  library.proxy = true;
  library.on('server_error', (_context, error) => log.error({ err: error }, 'the OpenID Connect provider failed'));
  const emitter: EventEmitter = library;
  emitter.on('error', (error) => log.error({ err: error }, 'the OpenID Connect provider failed'));
  library.use(async (context, next) => {
    await next();
    const { oidc } = context;
    // The library would have a script of its own send a form here: nobody is signed in who could be asked.
    if (oidc?.route === 'end_session' && context.status === 200 && !oidc.session?.accountId)
      context.body = pages.signedOut();
  });
  return library;
}

/** What hands a call over to the library, which knows nothing of what its addresses begin with. */
function handlerOf(library: Library, issuer: string): OidcProvider['handle'] {
  const { protocol, host, pathname } = new URL(issuer);
  const answer = library.callback();
  return (request, response) => {
    const rest = (request.url ?? '').slice(pathname.length);
    // Addresses are made from these: never from what a caller says.
    Object.assign(request.headers, { 'x-forwarded-proto': protocol.slice(0, -1), 'x-forwarded-host': host });
    void answer(Object.assign(request, { originalUrl: pathname + rest, url: rest }), response);
  };
}
