import { lapseOf } from '../domain/schedule';
import { fingerprint } from '../secrets/token';
import type { Store } from '../store/port';
import { hasConversation } from '../domain/message';
import { askView } from './ask-view';
import { changesOf, conditionsSoFar, exchangesOf, handedOn } from './asked-before';
import type { Form } from './bodies';
import { chainView, placeOf } from './chain-view';
import { countsWords } from './change-words';
import { messagesOf } from './conversation-view';
import { type DecisionErrors, pageVerdicts, verdictOf } from './decision-form';
import { type Acting, approval, isYesByMailOnly, refusalOf, standingAfter, verdictsAt } from './decision-view';
import { errorLinks } from './forms';
import { holderErrors } from './key-holder';
import type { LinkedFile } from './links';
import { moment } from './moments';
import type { DecisionModel, PageVerdict } from './pages/link-models';
import type { Choice } from './pages/form-models';

/** The form, with what was typed and what is wrong with it. */
export async function decisionModel(
  store: Pick<Store, 'directory' | 'requests' | 'messages'>,
  linked: LinkedFile,
  acting: Acting,
  form: Form,
  errors: DecisionErrors,
): Promise<DecisionModel> {
  const { file, link, token } = linked;
  const { step, approver, facts } = acting;
  const { ask } = file.request;
  const offered = verdictsAt(step, ask);
  const [revisions, plans, mlses, people, messages] = await Promise.all([
    store.requests.revisions(file.request.id),
    offered.includes('propose') ? plansFor(store, linked, form['planId']) : [],
    offered.includes('refer') ? mlsesFor(store, linked, form['mlsId']) : [],
    peopleFor(store, linked, acting, form['toId']),
    hasConversation(ask) ? store.messages.ofRequest(file.request.id) : [],
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
    messages: messagesOf(messages, ask.mls.timeZone, action),
    conditions: conditionsSoFar(file, acting),
    isYesByMailOnly: isYesByMailOnly(step),
    offers: eachOf((each) => offered.includes(each)),
    next: {
      approve: nextIfApproved(linked, acting),
      setUp: nextIfSetUp(linked, acting),
      deny: nextIfDenied(linked, acting),
    },
    plans,
    mlses,
    people,
    action,
    link: fingerprint(token),
    chosen: eachOf((each) => each === verdict),
    isOtherChosen: verdict !== undefined && !inFront.includes(verdict),
    hasConditions: errors.conditions !== null || isConditional(values),
    values,
    errors,
    errorList: errorLinks(Object.values(errors)),
  };
}

/** What stands before the answers that few give. */
const inFront: readonly PageVerdict[] = ['approve', 'set-up', 'deny'];

function eachOf(is: (verdict: PageVerdict) => boolean): Record<PageVerdict, boolean> {
  return Object.fromEntries(pageVerdicts.map((each) => [each, is(each)])) as Record<PageVerdict, boolean>;
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

/** Every MLS but the one that is asked. */
async function mlsesFor(
  { directory }: Pick<Store, 'directory'>,
  { file }: LinkedFile,
  chosen: string | undefined,
): Promise<readonly Choice[]> {
  const { mls } = file.request.ask;
  return (await directory.outline())
    .filter(({ id }) => id !== mls.id)
    .map(({ id, name, state }) => ({ value: id, label: `${name}, ${state}`, isChosen: id === chosen }));
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
  if (after.state === 'pending') return `Next, ${after.because}`;
  const counts = countsWords(linked.file.request.ask);
  return counts ? `It is the last approval needed. ${counts}` : 'It is the last approval needed: the key is made.';
}

function nextIfSetUp(linked: LinkedFile, acting: Acting): string {
  const after = standingAfter(linked, acting, { verdict: 'set-up' });
  const onRecord = 'No key is made here: it goes on record as made by you';
  const { name } = linked.file.request.ask.requester;
  return after.state === 'pending'
    ? `${onRecord}, once the others agree. Next, ${after.because}`
    : `${onRecord}, and ${name} is told to get its secret from you.`;
}

function nextIfDenied(linked: LinkedFile, acting: Acting): string {
  const after = standingAfter(linked, acting, { verdict: 'deny' });
  const { name } = linked.file.request.ask.requester;
  return after.state === 'pending'
    ? `Your no counts, and the others still decide. Next, ${after.because}`
    : `The request ends, and ${name} gets your reason by mail.`;
}
