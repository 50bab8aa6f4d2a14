import { lapseOf } from '../domain/schedule';
import { fingerprint } from '../secrets/token';
import type { Store } from '../store/port';
import { askView } from './ask-view';
import { changesOf, conditionsSoFar, exchangesOf, handedOn } from './asked-before';
import type { Form } from './bodies';
import { chainView, placeOf } from './chain-view';
import { type DecisionErrors, pageVerdicts, verdictOf } from './decision-form';
import { type Acting, approval, refusalOf, standingAfter } from './decision-view';
import { errorLinks } from './forms';
import { holderErrors } from './key-holder';
import type { LinkedFile } from './links';
import { moment } from './moments';
import type { DecisionModel, PageVerdict } from './pages/link-models';
import type { Choice } from './pages/form-models';

/** The form, with what was typed and what is wrong with it. */
export async function decisionModel(
  store: Pick<Store, 'directory' | 'requests'>,
  linked: LinkedFile,
  acting: Acting,
  form: Form,
  errors: DecisionErrors,
): Promise<DecisionModel> {
  const { file, link, token } = linked;
  const { step, approver, facts } = acting;
  const { ask } = file.request;
  const [revisions, plans, people] = await Promise.all([
    store.requests.revisions(file.request.id),
    plansFor(store, linked, form['planId']),
    peopleFor(store, linked, acting, form['toId']),
  ]);
  const action = `/decision/${token}`;
  const values = valuesOf(form);
  const verdict = verdictOf(form);
  return {
    approver,
    ask: askView(ask),
    step: { ...placeOf(file.chain, step.id), title: step.title },
    steps: chainView(file),
    lapse: moment(lapseOf(facts, step.id) ?? link.deadline, ask.mls.timeZone),
    handedOn: handedOn(file, acting),
    changes: changesOf(file, revisions),
    exchanges: exchangesOf(file, action),
    conditions: conditionsSoFar(file, acting),
    next: { approve: nextIfApproved(linked, acting), deny: nextIfDenied(linked, acting) },
    plans,
    people,
    action,
    link: fingerprint(token),
    chosen: Object.fromEntries(pageVerdicts.map((each) => [each, each === verdict])) as Record<PageVerdict, boolean>,
    isOtherChosen: verdict !== undefined && verdict !== 'approve' && verdict !== 'deny',
    hasConditions: errors.conditions !== null || isConditional(values),
    values,
    errors,
    errorList: errorLinks(Object.values(errors)),
  };
}

function valuesOf(form: Form): DecisionModel['values'] {
  const { awayUntil = '', until = '', domains = '', ips = '', userAgent = '', reason = '', code = '' } = form;
  const readOnly = form['readOnly'] === 'yes';
  const noReplication = form['noReplication'] === 'yes';
  return { awayUntil, readOnly, noReplication, until, domains, ips, userAgent, reason, code };
}

function isConditional({ readOnly, noReplication, until, domains, ips, userAgent }: DecisionModel['values']): boolean {
  return readOnly || noReplication || [until, domains, ips, userAgent].some((text) => text.trim() !== '');
}

/** The MLS's other plans that take the same key holder. */
async function plansFor(
  { directory }: Pick<Store, 'directory'>,
  { file }: LinkedFile,
  chosen: string | undefined,
): Promise<readonly Choice[]> {
  const { mls, plan, keyHolder } = file.request.ask;
  return (await directory.offersOf(mls.id))
    .filter((offer) => offer.plan.id !== plan.id)
    .filter((offer) => holderErrors(keyHolder, offer.plan).length === 0)
    .map(({ plan: { id, name } }) => ({ value: id, label: name, isChosen: id === chosen }));
}

/** Those of the register who may take the place: neither asked already, nor part of the request. */
async function peopleFor(
  { directory }: Pick<Store, 'directory'>,
  linked: LinkedFile,
  acting: Acting,
  chosen: string | undefined,
): Promise<readonly Choice[]> {
  return (await directory.register(linked.file.request.ask.mls.id, linked.file.request.ask.plan))
    .filter((to) => !refusalOf(linked, acting, { verdict: 'delegate', to }))
    .map(({ id, name, title }) => ({ value: id, label: `${name}, ${title}`, isChosen: id === chosen }));
}

function nextIfApproved(linked: LinkedFile, acting: Acting): string {
  const after = standingAfter(linked, acting, approval);
  return after.state === 'pending' ? `Next, ${after.because}` : 'It is the last approval needed: the key is made.';
}

function nextIfDenied(linked: LinkedFile, acting: Acting): string {
  const after = standingAfter(linked, acting, { verdict: 'deny' });
  const { name } = linked.file.request.ask.requester;
  return after.state === 'pending'
    ? `Your no counts, and the others still decide. Next, ${after.because}`
    : `The request ends, and ${name} gets your reason by mail.`;
}
