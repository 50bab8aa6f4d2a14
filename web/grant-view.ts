import type { Credential } from '../domain/credential';
import { isOverForGood } from '../domain/grant';
import { retirementOf } from '../domain/grant-keys';
import { limitWords } from '../domain/limits';
import type { GrantFile, RequestFile } from '../store/port';
import { askView } from './ask-view';
import { eventLabels, stateLabels } from './grant-words';
import type { GrantDesk } from './grant-desk';
import { keyState, type Reader } from './key-state';
import { handMadeWords } from './key-words';
import { moment } from './moments';
import type { GrantBody, GrantEventView, GrantHead, GrantKeyView, GrantRow } from './pages/grant-models';
import { ref } from './request-view';

export function grantRow({ grant, standing, ask, openChangeId }: GrantFile, { grants }: GrantDesk): GrantRow {
  const isOver = isOverForGood(standing);
  return {
    href: `${grants}/${grant.id}`,
    ref: ref(grant.id),
    plan: ask.plan.name,
    mls: ask.mls.name,
    product: ask.product.name,
    requester: ask.requester.name,
    company: ask.requester.company,
    state: standing.state,
    label: stateLabels[standing.state],
    because: standing.because,
    when: isOver ? 'Since' : 'Until',
    at: moment(isOver ? standing.since : standing.until, ask.mls.timeZone),
    isAsked: openChangeId !== null,
  };
}

/** `open`: the request that is being asked for. */
export function grantBody(file: GrantFile, desk: GrantDesk, open: RequestFile | undefined): GrantBody {
  const { grant, ask, spec, keys } = file;
  const zone = ask.mls.timeZone;
  return {
    ref: ref(grant.id),
    head: headOf(file),
    ask: askView(ask),
    conditions: limitWords(spec.limits).join(', '),
    keys: keys.map((key) => keyView(key, file, desk.reader)).toReversed(),
    events: grant.events.map((event) => eventView(event, file, desk)).toReversed(),
    began: moment(grant.beganAt, zone),
    openChange: open ? openChangeView(open, desk) : null,
  };
}

function headOf({ standing, ask }: GrantFile): GrantHead {
  const { state, because, since, until, endsAt } = standing;
  const zone = ask.mls.timeZone;
  return {
    state,
    label: stateLabels[state],
    because,
    since: moment(since, zone),
    until: endsAt === null ? null : moment(until, zone),
    endsAt: endsAt === null || state === 'active' ? null : moment(endsAt, zone),
  };
}

function keyView(key: Credential, { keys, ask }: GrantFile, reader: Reader): GrantKeyView {
  const { at, ...where } = keyState(key, retirementOf(key, keys), reader);
  const zone = ask.mls.timeZone;
  return {
    number: key.generation,
    keyId: key.issuer === 'by-hand' ? '' : key.keyId,
    made: handMadeWords(key) || (reader === 'staff' ? `Made by the issuer ${key.issuer}.` : ''),
    ...where,
    at: moment(at, zone),
    usedSince: key.firstUsedAt === null ? null : moment(key.firstUsedAt, zone),
  };
}

function eventView(event: GrantFile['grant']['events'][number], { ask }: GrantFile, desk: GrantDesk): GrantEventView {
  return {
    label: eventLabels[event.kind],
    because: event.because,
    by: event.by,
    at: moment(event.at, ask.mls.timeZone),
    href: 'requestId' in event ? `${desk.requests}/${event.requestId}` : null,
  };
}

function openChangeView({ request, standing }: RequestFile, { requests }: GrantDesk): GrantBody['openChange'] {
  const isRenewal = request.ask.change!.kind === 'renewal';
  return {
    href: `${requests}/${request.id}`,
    words: isRenewal ? 'A renewal is being asked for.' : 'A change is being asked for.',
    because: standing.because,
  };
}
