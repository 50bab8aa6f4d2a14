import type { FastifyInstance, FastifyReply } from 'fastify';
import { fingerprint } from '../../secrets/token';
import type { PickUpOutcome } from '../../store/port';
import { askView } from '../ask-view';
import type { WebContext } from '../deps';
import { keyForms } from '../key-forms';
import { codeForm, codeMissing, codeWrong, readCode } from '../forms';
import { pickupTrouble, troubleOf } from '../link-trouble';
import { type LinkedFile, openForm, openLink, tellOutcome, type WithToken } from '../links';
import { moment } from '../moments';
import { type FieldError, notFound } from '../problem';
import { clearCache, show, tell } from '../reply';

/** The page behind the link in the developer's mail: shows the secret once, on POST. */
export function pickupRoutes(app: FastifyInstance, context: WebContext): void {
  const { store } = context;

  app.get('/pickup/:token', { config: context.limits.links }, async (request: WithToken, reply) => {
    const linked = await openLink(context, 'pickup', request.params.token);
    return showPickup(context, reply, linked);
  });

  app.post('/pickup/:token', { config: context.limits.links }, async (request: WithToken, reply) => {
    const { linked, form } = await openForm(context, 'pickup', request);
    clearCache(reply);
    const code = readCode(form);
    if (code === undefined) return showPickup(context, reply, linked, codeMissing, form['code']);

    const outcome = await store.credentials.pickUp(linked.tokenHash, code);
    await tellOutcome(context, outcome);
    return answer(context, reply, linked, outcome);
  });
}

/** What the link shows now. Changes nothing. */
async function showPickup(
  context: WebContext,
  reply: FastifyReply,
  linked: LinkedFile,
  error: FieldError | null = null,
  code = '',
): Promise<FastifyReply> {
  const { link, file, token } = linked;
  const credential = await context.store.credentials.find(link.credentialId ?? '');
  if (!credential) throw notFound();
  if (credential.pickedUpAt !== null) return showOpenedBefore(context, reply, linked, credential.pickedUpAt, false);
  if (credential.disabledAt !== null) return showGone(context, reply, credential.disabledBecause ?? '');
  const trouble = troubleOf(link);
  if (trouble) return pickupTrouble(context, reply, trouble);
  const model = {
    ask: askView(file.request.ask),
    until: moment(credential.pickUpUntil, file.request.ask.mls.timeZone),
    ...codeForm('pickup', token, code, error),
  };
  return show(context, reply, error ? 422 : 200, 'pickup', { title: 'Your key is ready', staff: null }, model);
}

async function answer(
  context: WebContext,
  reply: FastifyReply,
  linked: LinkedFile,
  outcome: PickUpOutcome,
): Promise<FastifyReply> {
  switch (outcome.kind) {
    case 'opened': {
      const { secret, credential } = outcome;
      const { issuer, keyId, clientId } = credential;
      const model = {
        ask: askView(linked.file.request.ask),
        secret,
        keyId: issuer === 'oidc' ? '' : keyId,
        clientId,
        trial: keyForms(credential, secret, context.settings),
      };
      return show(context, reply, 200, 'picked-up', { title: 'Your key', staff: null }, model);
    }
    case 'opened-before':
      return showOpenedBefore(context, reply, linked, outcome.at, true);
    case 'gone':
      return showGone(context, reply, outcome.because);
    case 'wrong-code':
      return showPickup(context, reply, linked, codeWrong(outcome.triesLeft));
    case 'unknown':
      throw notFound();
    case 'expired':
    case 'locked':
    case 'renewed':
    case 'passed-on':
    case 'not-listed':
      return pickupTrouble(context, reply, outcome);
  }
}

/** Somebody came too late. Whether that is a theft, only the developer knows: the form with the code warns them and support. */
function showOpenedBefore(
  { pages, settings }: WebContext,
  reply: FastifyReply,
  { file, token }: LinkedFile,
  at: number,
  isWarned: boolean,
): FastifyReply {
  const { text } = moment(at, file.request.ask.mls.timeZone);
  const warned = `The developer and support are warned by mail. Support can disable the key and make a new one: ${settings.supportEmail}.`;
  return tell({ pages }, reply, isWarned ? 409 : 200, {
    heading: 'This key was already shown',
    lines: [`It was revealed on ${text} and cannot be shown again.`, ...(isWarned ? [warned] : [])],
    tone: 'bad',
    ...(isWarned ? {} : { warning: { action: `/pickup/${token}`, link: fingerprint(token) } }),
  });
}

function showGone(context: WebContext, reply: FastifyReply, because: string): FastifyReply {
  return tell(context, reply, 410, {
    heading: 'There is no key here any more',
    lines: [because, `Write to ${context.settings.supportEmail} if you still need one.`].filter((line) => line !== ''),
  });
}
