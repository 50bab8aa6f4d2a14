import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Authorization } from '../../domain/authorization';
import { summaryOf } from '../../domain/register-words';
import { hashToken } from '../../secrets/token';
import type { RegisterFile, RegisterLink, RegisterLinkOutcome } from '../../store/port';
import type { Form } from '../bodies';
import type { WebContext } from '../deps';
import { codeWrong, formOf, hasErrors, refuseSwapped } from '../forms';
import { registerTrouble } from '../link-trouble';
import type { WithToken } from '../links';
import { notFound } from '../problem';
import {
  type AttestationErrors,
  attestationModel,
  noAttestationErrors,
  noObjectionErrors,
  type ObjectionErrors,
  objectionModel,
  readAttestation,
  readObjection,
} from '../register-link-view';
import { clearCache, showChecked, tell } from '../reply';
import { parseToken } from '../token';

/** A link in a letter about a register, with what it is about. */
interface Linked {
  readonly token: string;
  readonly tokenHash: Uint8Array;
  readonly link: RegisterLink;
  readonly file: RegisterFile;
  readonly entry: Authorization;
}

/** The pages behind the links in letters about a register: object to a change, and say whether an entry still holds. */
export function registerLinkRoutes(app: FastifyInstance, context: WebContext): void {
  const { limits, store, relay } = context;

  app.get('/objection/:token', { config: limits.links }, async ({ params }: WithToken, reply) =>
    showObjection(context, reply, await open(context, 'objection', params.token)),
  );
  app.post('/objection/:token', { config: limits.links }, async ({ params, body }: WithToken, reply) => {
    const linked = await open(context, 'objection', params.token);
    const form = formOf(body);
    refuseSwapped(form, linked.token);
    clearCache(reply);
    const read = readObjection(form);
    if ('errors' in read) return showObjection(context, reply, linked, form, read.errors);
    const outcome = await store.register.object(linked.tokenHash, read.code, read.reason);
    if ('dispatch' in outcome && outcome.dispatch) await relay.tell(outcome.dispatch);
    if (outcome.kind !== 'wrong-code') return answer(context, reply, linked, outcome);
    const errors = { ...noObjectionErrors, code: codeWrong(outcome.triesLeft) };
    return showObjection(context, reply, linked, { ...form, code: '' }, errors);
  });

  app.get('/attestation/:token', { config: limits.links }, async ({ params }: WithToken, reply) =>
    showAttestation(context, reply, await open(context, 'attestation', params.token)),
  );
  app.post('/attestation/:token', { config: limits.links }, async ({ params, body }: WithToken, reply) => {
    const linked = await open(context, 'attestation', params.token);
    const form = formOf(body);
    refuseSwapped(form, linked.token);
    clearCache(reply);
    const read = readAttestation(form);
    if ('errors' in read) return showAttestation(context, reply, linked, form, read.errors);
    const outcome = await store.register.attest(linked.tokenHash, read.code, read.answer, read.note);
    if ('dispatch' in outcome && outcome.dispatch) await relay.tell(outcome.dispatch);
    if (outcome.kind !== 'wrong-code') return answer(context, reply, linked, outcome);
    const errors = { ...noAttestationErrors, code: codeWrong(outcome.triesLeft) };
    return showAttestation(context, reply, linked, { ...form, code: '' }, errors);
  });
}

/** @throws HttpProblem 404, counted: the same for a malformed, a foreign and an unknown token. */
async function open(
  { store, metrics }: WebContext,
  purpose: RegisterLink['purpose'],
  rawToken: string,
): Promise<Linked> {
  const token = parseToken(rawToken);
  const tokenHash = token && hashToken(token);
  const link = tokenHash && (await store.register.findLink(tokenHash));
  const file = link && link.purpose === purpose ? await store.register.file(link.mlsId) : undefined;
  const entry = link && file?.register.entries.find(({ id }) => id === link.approverId);
  if (token && tokenHash && link && file && entry) return { token, tokenHash, link, file, entry };
  metrics.unknownLinks.inc();
  throw notFound();
}

/** What the link shows now. Changes nothing. */
function showObjection(
  context: WebContext,
  reply: FastifyReply,
  linked: Linked,
  form: Form = {},
  errors: ObjectionErrors = noObjectionErrors,
): FastifyReply {
  const { file, link, token, entry } = linked;
  const change = file.changes.find(({ id }) => id === link.changeId);
  if (change?.stopped) {
    return tell(context, reply, 200, {
      heading: 'This was stopped',
      lines: [`${summaryOf(change)}: it does not come into force. It was stopped by ${change.stopped.by}.`],
    });
  }
  const trouble = troubleNow(context, reply, link);
  if (trouble) return trouble;
  if (!change) return registerTrouble(context, reply, { kind: 'expired' });
  const model = objectionModel(file, change, entry.name, token, form, errors);
  const frame = { title: `Who may decide for ${model.mls}`, staff: null };
  return showChecked(context, reply, hasErrors(errors), 'objection', frame, model);
}

function showAttestation(
  context: WebContext,
  reply: FastifyReply,
  { file, link, token, entry }: Linked,
  form: Form = {},
  errors: AttestationErrors = noAttestationErrors,
): FastifyReply {
  const trouble = troubleNow(context, reply, link);
  if (trouble) return trouble;
  if (!entry.active) return notListed(context, reply, 200);
  const model = attestationModel(file, entry, token, form, errors);
  const frame = { title: `Do you still decide for ${model.mls}?`, staff: null };
  return showChecked(context, reply, hasErrors(errors), 'attestation', frame, model);
}

function troubleNow(context: WebContext, reply: FastifyReply, link: RegisterLink): FastifyReply | undefined {
  if (link.closedBecause === 'locked') return registerTrouble(context, reply, { kind: 'locked' });
  if (link.closedBecause === 'answered') return answeredBefore(context, reply, 200);
  return link.isExpired ? registerTrouble(context, reply, { kind: 'expired' }) : undefined;
}

function answer(
  context: WebContext,
  reply: FastifyReply,
  { file }: Linked,
  outcome: Exclude<RegisterLinkOutcome, { kind: 'wrong-code' }>,
): FastifyReply {
  const { name } = file.register.mls;
  switch (outcome.kind) {
    case 'objected':
      return tell(context, reply, 200, {
        heading: outcome.isLate ? 'Support is told' : 'It does not come into force',
        tone: 'good',
        lines: outcome.isLate
          ? ['It is in force already, so nobody takes it back alone. Support looks into what you wrote.']
          : [`The register of ${name} stays as it is. Support and the others who decide are told.`],
      });
    case 'attested':
      return tell(context, reply, 200, { heading: 'Thank you', tone: 'good', lines: [thanks[outcome.answer]] });
    case 'answered-before':
      return answeredBefore(context, reply, 409);
    case 'not-listed':
      return notListed(context, reply, 409);
    case 'expired':
    case 'locked':
      return registerTrouble(context, reply, outcome);
    case 'unknown':
      throw notFound();
  }
}

const thanks = {
  yes: 'The entry stays as it is. We ask again in half a year.',
  'no-longer': 'You are taken out of the register. What waited for you goes to your backup, or to support.',
  change: 'Support is told what should change. Until two of them have changed it, the entry stays as it is.',
} as const;

function answeredBefore(context: WebContext, reply: FastifyReply, status: number): FastifyReply {
  return tell(context, reply, status, {
    heading: 'This is answered already',
    lines: ['Nothing more was recorded from this page.'],
  });
}

function notListed(context: WebContext, reply: FastifyReply, status: number): FastifyReply {
  return tell(context, reply, status, {
    heading: 'You are not on the register any more',
    lines: ['Nothing was recorded from this page.', `Questions? Write to ${context.settings.supportEmail}.`],
  });
}
