import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WebContext } from '../deps';
import { accountPathOr, recallNext, rememberNext } from '../developer-session';
import { codeForm, codeMissing, codeWrong, errorLinks, formOf, readCode } from '../forms';
import { type Trouble, troubleOf } from '../link-trouble';
import { type LinkedFile, openForm, openLink, type WithToken } from '../links';
import { type FieldError, notFound } from '../problem';
import { readAddress } from '../registration';
import { clearCache, showChecked, tell } from '../reply';

type WithNext = FastifyRequest<{ Querystring: { next?: string } }>;
/** How developers sign in: by a mailed link and its code, good for one session. */
export function developerSignInRoutes(app: FastifyInstance, context: WebContext): void {
  askRoutes(app, context);
  linkRoutes(app, context);

  app.post('/sign-out', async (request, reply) => {
    await context.developerSessions.close(request, reply);
    clearCache(reply);
    return reply.redirect('/sign-in', 303);
  });
}

function askRoutes(app: FastifyInstance, context: WebContext): void {
  app.get('/sign-in', async (request: WithNext, reply) =>
    showForm(context, reply, '', accountPathOr(request.query.next, '/account'), null),
  );

  app.post('/sign-in', { config: context.limits.signIn }, async (request, reply) => {
    const form = formOf(request.body);
    const next = accountPathOr(form['next'], '/account');
    const email = readAddress(form);
    if (typeof email !== 'string') return showForm(context, reply, form['email'] ?? '', next, email);
    const dispatch = await context.store.developers.askToSignIn(email);
    rememberNext(reply, next, context);
    tell(context, reply, 200, {
      heading: 'Look at your mail',
      tone: 'good',
      lines: [
        `If a developer with the address ${email} is registered here, a mail with a link and a code is on its way. They work once, and not for long.`,
        'No mail after some minutes, and none among the unwanted ones? Then the address is not registered, or its registration is not activated yet.',
      ],
      back: { href: '/register', label: 'Register as a developer' },
    });
    // After the answer: how long it takes would tell who is registered.
    if (dispatch) await context.relay.tell(dispatch);
    return reply;
  });
}

function linkRoutes(app: FastifyInstance, context: WebContext): void {
  app.get('/sign-in/:token', { config: context.limits.links }, async (request: WithToken, reply) =>
    showLink(context, reply, await openLink(context, 'sign-in', request.params.token)),
  );

  app.post('/sign-in/:token', { config: context.limits.links }, async (request: WithToken, reply) => {
    const { linked, form } = await openForm(context, 'sign-in', request);
    clearCache(reply);
    const code = readCode(form);
    if (code === undefined) return showLink(context, reply, linked, codeMissing, form['code']);
    const outcome = await context.store.developers.signIn(linked.tokenHash, code);
    switch (outcome.kind) {
      case 'signed-in':
        await context.developerSessions.open(request, reply, outcome.account.id);
        return reply.redirect(recallNext(request, reply), 303);
      case 'wrong-code':
        return showLink(context, reply, linked, codeWrong(outcome.triesLeft));
      case 'unknown':
        throw notFound();
      case 'expired':
      case 'locked':
      case 'renewed':
      case 'passed-on':
      case 'not-listed':
        return signInTrouble(context, reply, outcome);
    }
  });
}

function showForm(
  context: WebContext,
  reply: FastifyReply,
  typed: string,
  next: string,
  error: FieldError | null,
): FastifyReply {
  const model = {
    email: { id: 'email', value: typed, error },
    next,
    errorList: errorLinks([error]),
  };
  return showChecked(context, reply, error !== null, 'developer-sign-in', { title: 'Sign in', staff: null }, model);
}

/** What the link shows now. Changes nothing. */
function showLink(
  context: WebContext,
  reply: FastifyReply,
  { link, file, token }: LinkedFile,
  error: FieldError | null = null,
  code = '',
): FastifyReply {
  const trouble = troubleOf(link) ?? (link.closedAt === null ? undefined : { kind: 'expired' as const });
  if (trouble) return signInTrouble(context, reply, trouble);
  const model = {
    heading: 'Sign in',
    email: file.request.ask.requester.email,
    lead: 'You stay signed in on this device for 12 hours, or until you sign out.',
    button: 'Sign in',
    hint: 'You did not ask for this? Then close this page: nobody is signed in without the code.',
    ...codeForm('sign-in', token, code, error),
  };
  return showChecked(context, reply, error !== null, 'proof', { title: 'Sign in', staff: null }, model);
}

function signInTrouble(context: WebContext, reply: FastifyReply, { kind }: Pick<Trouble, 'kind'>): FastifyReply {
  const isLocked = kind === 'locked';
  return tell(context, reply, isLocked ? 403 : 410, {
    heading: isLocked ? 'This link is locked' : 'This link works no more',
    tone: isLocked ? 'bad' : 'plain',
    lines: [
      isLocked
        ? 'The code was typed wrongly too often. Nobody was signed in.'
        : 'A link to sign in works once, and not for long.',
      'A new mail brings a new link and a new code.',
    ],
    back: { href: '/sign-in', label: 'Ask for a new mail' },
  });
}
