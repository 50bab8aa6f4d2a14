import type { FastifyRequest } from 'fastify';
import type { Dispatch, Told } from '../client/port';
import { hashToken } from '../secrets/token';
import type { DecideByLink, DecideOutcome, Link, RequestFile } from '../store/port';
import type { Form } from './bodies';
import type { WebContext } from './deps';
import { formOf, refuseSwapped } from './forms';
import { notFound } from './problem';
import { parseToken } from './token';

/** A link page's link and what it is about, as recorded. */
export interface LinkedFile {
  readonly token: string;
  readonly tokenHash: Uint8Array;
  readonly link: Link;
  readonly file: RequestFile;
}

/** A request to a link page. */
export type WithToken = FastifyRequest<{ Params: { token: string } }>;

/** Reads what a token stands for. @throws HttpProblem 404, counted: the same for a malformed, a foreign and an unknown token. */
export async function openLink(
  { store, metrics }: WebContext,
  purpose: Link['purpose'],
  rawToken: string,
): Promise<LinkedFile> {
  const token = parseToken(rawToken);
  const tokenHash = token && hashToken(token);
  const link = tokenHash && (await store.links.find(tokenHash));
  const file = link && link.purpose === purpose ? await store.requests.file(link.requestId) : undefined;
  if (token && tokenHash && link && file) return { token, tokenHash, link, file };
  metrics.unknownLinks.inc();
  throw notFound();
}

/** The same for a form of the page. @throws HttpProblem also 415 without a form and 403 for one that was made for another link. */
export async function openForm(
  context: WebContext,
  purpose: Link['purpose'],
  { params, body }: WithToken,
): Promise<{ readonly linked: LinkedFile; readonly form: Form }> {
  const linked = await openLink(context, purpose, params.token);
  const form = formOf(body);
  refuseSwapped(form, linked.token);
  return { linked, form };
}

/** Tells the workflow what a form has set going. Null when it set nothing going. */
export async function tellOutcome(
  { relay }: Pick<WebContext, 'relay'>,
  outcome: { readonly kind: string; readonly dispatch?: Dispatch | null },
): Promise<Told | null> {
  return outcome.dispatch ? relay.tell(outcome.dispatch) : null;
}

/** Records what an approver did on a link page, with where it came from, and tells the workflow. */
export async function decideByLink(
  context: WebContext,
  { ip, headers }: FastifyRequest,
  { tokenHash }: LinkedFile,
  { act, reason, code }: Pick<DecideByLink, 'act' | 'reason' | 'code'>,
): Promise<{ readonly outcome: DecideOutcome; readonly told: Told | null }> {
  const circumstances = { address: ip, userAgent: headers['user-agent'] ?? null };
  const outcome = await context.store.decisions.decideByLink({ tokenHash, act, reason, code, circumstances });
  return { outcome, told: await tellOutcome(context, outcome) };
}
