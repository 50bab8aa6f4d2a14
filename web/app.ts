import cookie from '@fastify/cookie';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { createUseWatch } from './bearer-keys';
import { acceptForms } from './bodies';
import type { WebContext, WebDeps } from './deps';
import { requireDeveloper } from './developer-session';
import { answerErrors, sendError } from './errors';
import { guard, limitsOf, setHeaders } from './guard';
import { createMetrics } from './metrics';
import { loadPages } from './pages/pages';
import { oidcPages } from './oidc-view';
import { loggedPath, loggedRequest } from './request-log';
import { accountRoutes } from './routes/account';
import { accountGrantRoutes } from './routes/account-grant';
import { accountRequestRoutes } from './routes/account-request';
import { answerRoutes } from './routes/answer';
import { apiRoutes } from './routes/api';
import { cardRoutes } from './routes/card';
import { chooseRoutes } from './routes/choose';
import { contactRoutes } from './routes/contact';
import { consoleRoutes } from './routes/console';
import { datamartRoutes } from './routes/datamart';
import { decisionRoutes } from './routes/decision';
import { demoAppRoutes } from './routes/demo-app';
import { developerSignInRoutes } from './routes/developer-sign-in';
import { enrolmentRoutes } from './routes/enrolment';
import { grantChangeRoutes } from './routes/grant-change';
import { mailWebhookRoutes } from './routes/mail-webhook';
import { oauthRoutes } from './routes/oauth';
import { oidcPageRoutes, oidcProtocolRoutes } from './routes/oidc';
import { operationsRoutes } from './routes/operations';
import { paymentWebhookRoutes } from './routes/payment-webhook';
import { pickupRoutes } from './routes/pickup';
import { proofRoutes } from './routes/proof';
import { receiptRoutes } from './routes/receipt';
import { registerRoutes } from './routes/register';
import { registerLinkRoutes } from './routes/register-links';
import { resoRoutes } from './routes/reso';
import { signInRoutes } from './routes/sign-in';
import { statusRoutes } from './routes/status';
import { welcomeRoutes } from './routes/welcome';
import { createSessions } from './session';

const bodyLimit = 256 * 1024;
/** Long enough for an answer's files on a slow line. */
const requestTimeout = 60_000;

/** The web server with all its routes; it does not listen yet. */
export async function createWebApp(deps: WebDeps): Promise<FastifyInstance> {
  const { settings, log } = deps;
  const context = await createContext(deps);
  const app = Fastify({
    loggerInstance: log.child({ part: 'web' }, { serializers: { req: loggedRequest } }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    requestTimeout,
    trustProxy: settings.trustProxy ?? false,
    // Errors before routing would repeat the address, and with it the token.
    frameworkErrors(error, request, reply) {
      setHeaders(reply, settings, request.url);
      sendError(context, request, reply, error);
    },
  }) as unknown as FastifyInstance;

  app.decorateRequest('staff', null);
  app.decorateRequest('developer', null);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  answerErrors(app, context);
  await guard(app, settings);
  await app.register(cookie);
  watch(app, context);
  // Without parsers of its own no scope takes a body: each names the one type it takes.
  app.removeAllContentTypeParsers();

  operationsRoutes(app, context);
  await app.register(async (scope) => pageRoutes(scope, context));
  await app.register(async (scope) => paymentWebhookRoutes(scope, context));
  const { mailWebhookSecret } = settings;
  if (mailWebhookSecret !== undefined)
    await app.register(async (scope) => mailWebhookRoutes(scope, context, mailWebhookSecret));
  await app.register(apiRoutes, { ...context, prefix: '/api' });
  await app.register(resoRoutes, { ...context, prefix: '/Reso/OData' });
  await app.register(async (scope) => oauthRoutes(scope, context));
  const { oidc } = context;
  if (oidc) await app.register(async (scope) => oidcProtocolRoutes(scope, context, oidc));
  app.addHook('onClose', async () => void (await Promise.all([context.keyUse.done(), oidc?.close()])));
  await app.ready();
  return app;
}

async function createContext(deps: WebDeps): Promise<WebContext> {
  const { settings, store, relay, log, openOidc } = deps;
  const pages = loadPages(settings);
  return {
    ...deps,
    pages,
    metrics: createMetrics(),
    sessions: createSessions(store.staff, 'countersign', settings),
    developerSessions: createSessions(store.developers, 'countersign-developer', settings),
    limits: limitsOf(settings),
    keyUse: createUseWatch(store, relay, log),
    oidc: await openOidc?.(oidcPages(pages)),
  };
}

/** The pages that people see and the forms that they send. */
async function pageRoutes(scope: FastifyInstance, context: WebContext): Promise<void> {
  acceptForms(scope);
  welcomeRoutes(scope, context);
  decisionRoutes(scope, context);
  receiptRoutes(scope, context);
  answerRoutes(scope, context);
  pickupRoutes(scope, context);
  statusRoutes(scope, context);
  registerLinkRoutes(scope, context);
  signInRoutes(scope, context);
  registerRoutes(scope, context);
  proofRoutes(scope, context);
  developerSignInRoutes(scope, context);
  chooseRoutes(scope, context);
  const { oidc, settings } = context;
  if (oidc) oidcPageRoutes(scope, context, oidc);
  if (oidc && settings.hasDemoApp) demoAppRoutes(scope, context, oidc.issuer);
  datamartRoutes(scope, context);
  await scope.register(consoleRoutes, context);
  await scope.register(async (developers) => {
    requireDeveloper(developers, context);
    accountRoutes(developers, context);
    accountRequestRoutes(developers, context);
    accountGrantRoutes(developers, context);
    grantChangeRoutes(developers, context);
    await developers.register(async (paying) => cardRoutes(paying, context));
    await developers.register(async (enrolling) => enrolmentRoutes(enrolling, context));
    await developers.register(async (asking) => contactRoutes(asking, context));
  });
}

/** One log line and one observation for every answer. */
function watch(app: FastifyInstance, { metrics }: WebContext): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, originalUrl: url, ip, routeOptions } = request;
    const { statusCode: status, elapsedTime } = reply;
    metrics.requests.observe({ method, route: routeOptions.url ?? 'none', status: String(status) }, elapsedTime / 1000);
    const path = loggedPath(url);
    request.log.info({ method, path, status, ms: Math.round(elapsedTime), address: ip }, 'answered');
  });
}
