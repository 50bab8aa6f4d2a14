import type { FastifyInstance, FastifyReply } from 'fastify';
import { fingerprint } from '../../secrets/token';
import type { Account, ProofOutcome } from '../../store/port';
import type { WebContext } from '../deps';
import { codeForm, codeMissing, codeWrong, readCode } from '../forms';
import { tellNewMail } from '../link-replies';
import { type Trouble, troubleOf } from '../link-trouble';
import { type LinkedFile, openForm, openLink, tellOutcome, type WithToken } from '../links';
import { type FieldError, notFound } from '../problem';
import { clearCache, showChecked, tell } from '../reply';

/** The page on which somebody who registers shows that the address is theirs. GET shows, POST proves. */
export function proofRoutes(app: FastifyInstance, context: WebContext): void {
  const { store } = context;

  app.get('/proof/:token', { config: context.limits.links }, async (request: WithToken, reply) =>
    showProof(context, reply, await openLink(context, 'proof', request.params.token)),
  );

  app.post('/proof/:token', { config: context.limits.links }, async (request: WithToken, reply) => {
    const { linked, form } = await openForm(context, 'proof', request);
    clearCache(reply);
    const code = readCode(form);
    if (code === undefined) return showProof(context, reply, linked, codeMissing, form['code']);
    const outcome = await store.developers.prove(linked.tokenHash, code);
    await tellOutcome(context, outcome);
    return answer(context, reply, linked, outcome);
  });

  app.post('/proof/:token/letter', { config: context.limits.links }, async (request: WithToken, reply) => {
    const { linked } = await openForm(context, 'proof', request);
    const dispatch = await store.developers.proveAgain(linked.file.request.ask.requester.email);
    return tellNewMail(context, reply, dispatch, {
      to: 'the address that was given',
      nothing: 'This address needs no confirmation any more.',
    });
  });
}

/** What the link shows now. Changes nothing. */
async function showProof(
  context: WebContext,
  reply: FastifyReply,
  linked: LinkedFile,
  error: FieldError | null = null,
  code = '',
): Promise<FastifyReply> {
  const { link, file, token } = linked;
  const { requester, mls } = file.request.ask;
  const account = await context.store.developers.find(requester.id);
  if (!account) throw notFound();
  if (account.provenAt !== null) return showProven(context, reply, linked, account);
  if (file.standing.state !== 'pending') return showEnded(context, reply, file.standing.because);
  const trouble = troubleOf(link);
  if (trouble) return proofTrouble(context, reply, token, trouble);
  const model = {
    heading: 'Is this your address?',
    email: requester.email,
    lead: `Somebody, most likely you, registered with it as a developer at ${mls.name}, under the name ${requester.name}.`,
    button: 'This is my address',
    hint: 'You did not register? Then close this page: nothing happens.',
    ...codeForm('proof', token, code, error),
  };
  return showChecked(context, reply, error !== null, 'proof', { title: 'Confirm your address', staff: null }, model);
}

async function answer(
  context: WebContext,
  reply: FastifyReply,
  linked: LinkedFile,
  outcome: ProofOutcome,
): Promise<FastifyReply> {
  switch (outcome.kind) {
    case 'proven':
      return showProven(context, reply, linked, outcome.account);
    case 'wrong-code':
      return showProof(context, reply, linked, codeWrong(outcome.triesLeft));
    case 'unknown':
      throw notFound();
    case 'expired':
    case 'locked':
    case 'renewed':
    case 'passed-on':
    case 'not-listed':
      return proofTrouble(context, reply, linked.token, outcome);
  }
}

/** What happens next; the same however often the link is opened. */
function showProven(
  context: WebContext,
  reply: FastifyReply,
  { file: { standing } }: LinkedFile,
  { email, activatedAt }: Account,
): FastifyReply {
  if (activatedAt !== null) {
    return tell(context, reply, 200, {
      heading: 'Your registration is activated',
      tone: 'good',
      lines: [`${email} is confirmed. Sign in to see your requests and keys.`],
      back: { href: '/sign-in', label: 'Sign in' },
    });
  }
  if (standing.state !== 'pending') return showEnded(context, reply, standing.because);
  return tell(context, reply, 200, {
    heading: 'Your address is confirmed',
    tone: 'good',
    lines: [
      `${context.settings.operatorName} now reviews your registration, within 3 business days.`,
      `You get a mail to ${email} either way. When you are let in, it brings you demo credentials.`,
      'There is nothing more to do, and you need not keep this link.',
    ],
  });
}

function showEnded(context: WebContext, reply: FastifyReply, because: string): FastifyReply {
  return tell(context, reply, 200, {
    heading: 'This registration has ended',
    lines: [because, 'You may register again.'],
    back: { href: '/register', label: 'Register again' },
  });
}

const troubles: Readonly<
  Record<Trouble['kind'], { readonly status: number; readonly heading: string; readonly line: string }>
> = {
  expired: { status: 410, heading: 'This link has expired', line: 'A new mail brings a new link and a new code.' },
  locked: {
    status: 403,
    heading: 'This link is locked',
    line: 'The code was typed wrongly too often. A new mail brings a new link and a new code.',
  },
  renewed: {
    status: 410,
    heading: 'A newer mail replaces this one',
    line: 'Use the link and the code in the newest mail. If you cannot find it, ask for another.',
  },
  'not-listed': {
    status: 410,
    heading: 'This link no longer works',
    line: 'Use the newest mail.',
  },
  'passed-on': { status: 410, heading: 'This link is closed', line: 'A new mail brings a new link and a new code.' },
};

function proofTrouble(context: WebContext, reply: FastifyReply, token: string, { kind }: Pick<Trouble, 'kind'>) {
  const { status, heading, line } = troubles[kind];
  return tell(context, reply, status, {
    heading,
    tone: kind === 'locked' ? 'bad' : 'plain',
    lines: [line],
    renewal: { action: `/proof/${token}/letter`, link: fingerprint(token) },
  });
}
