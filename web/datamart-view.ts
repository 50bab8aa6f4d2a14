import { type DataPlan, dataRoles, keyKinds, type Mls } from '../domain/plan';
import { keyKindWords, roleWords } from '../domain/words';
import type { MlsEntry, MlsFilter } from '../store/port';
import type { Catalogue, DrawnOffer } from './catalogue';
import { usuallyWords } from './chain-preview';
import { plannedView } from './chain-view';
import { contactPath } from './contact-form';
import { faultErrors } from './draw-chain';
import type { MlsIndex } from './mls-index';
import type { CompareModel, DatamartMlsModel, DatamartModel, PlanCard } from './pages/datamart-models';
import type { Choice } from './pages/form-models';
import { approvalWords, holdersWords, planFacts, seesWords } from './plan-words';
import { priceWords } from './price';

/** What was searched for, and what was found of it. */
export interface DatamartSearch {
  readonly filter: MlsFilter;
  readonly found: { readonly entries: readonly MlsEntry[]; readonly total: number };
  readonly index: MlsIndex;
}

/** More names than this would make the page heavy; the search itself finds them all. */
const mostNames = 500;

export function datamartModel({ filter, found, index }: DatamartSearch): DatamartModel {
  const { text = '', state, role, keyKind, limit, offset } = filter;
  const isFiltered = text !== '' || state !== undefined || role !== undefined || keyKind !== undefined;
  const pageAt = (from: number) => {
    const filters = { text, state: state ?? '', role: role ?? '', keyKind: keyKind ?? '' };
    const given = Object.entries({ ...filters, page: String(from / limit + 1) }).filter(([, value]) => value !== '');
    return `/datamart?${new URLSearchParams(given).toString()}`;
  };
  return {
    text,
    states: [anyOf('Any state'), ...index.states.map((name) => choice(name, name, state))],
    roles: [anyOf('Any role'), ...dataRoles.map((each) => choice(each, roleWords[each], role))],
    keyKinds: [anyOf('Any kind'), ...keyKinds.map((each) => choice(each, keyKindWords[each], keyKind))],
    names: index.names.length > mostNames ? [] : index.names,
    isFiltered,
    count: countWords(found.total, offset, found.entries.length),
    entries: found.entries.map(entryView),
    previous: offset > 0 ? pageAt(Math.max(0, offset - limit)) : null,
    following: offset + limit < found.total ? pageAt(offset + limit) : null,
  };
}

function anyOf(label: string): Choice {
  return { value: '', label, isChosen: false };
}

function choice(value: string, label: string, chosen: string | undefined): Choice {
  return { value, label, isChosen: value === chosen };
}

function countWords(total: number, offset: number, shown: number): string {
  const mlses = `${total.toLocaleString('en-US')} MLS${total === 1 ? '' : 's'}`;
  return shown === total || shown === 0 ? mlses : `${mlses}, ${offset + 1} to ${offset + shown} of them here`;
}

function entryView({ mls, plans }: MlsEntry): DatamartModel['entries'][number] {
  return {
    name: mls.name,
    state: mls.state,
    href: mlsPath(mls),
    plans: plans.map((plan) => ({
      name: plan.name,
      facts: planFacts(plan),
      price: priceWords(plan.priceMinor, plan.currency),
    })),
    contact: plans.length === 0 ? contactPath({ mls: mls.id }) : null,
  };
}

export function mlsPath({ id }: Pick<Mls, 'id'>): string {
  return `/datamart/${encodeURIComponent(id)}`;
}

export function datamartMlsModel({ mls, offers, usually }: Catalogue, asker: string): DatamartMlsModel {
  return {
    name: mls.name,
    state: mls.state,
    usually: usuallyWords(usually),
    asker,
    compare: `${mlsPath(mls)}/compare`,
    canCompare: offers.length > 1,
    contact: contactPath({ mls: mls.id }),
    plans: offers.map(planCard),
  };
}

/** The name of the checkbox that takes a plan into a comparison. */
export function compareInput({ id }: Pick<DataPlan, 'id'>): string {
  return `plan.${id}`;
}

function planCard({ offer: { plan, mls }, drawn }: DrawnOffer): PlanCard {
  const { id, name, description, role, keyKind, termsVersion } = plan;
  const isDirect = keyKind === 'oidc';
  return {
    id,
    input: compareInput(plan),
    name,
    description,
    price: priceWords(plan.priceMinor, plan.currency),
    role: roleWords[role],
    sees: seesWords[role],
    keyKind: keyKindWords[keyKind],
    holders: holdersWords(plan),
    termsVersion,
    approval: drawn.kind === 'drawn-up' ? approvalWords(drawn.chain.steps) : 'Nobody can decide at the moment',
    steps: drawn.kind === 'drawn-up' ? plannedView(drawn.chain) : [],
    errors: drawn.kind === 'faulty' ? faultErrors(drawn.faults) : [],
    enrol: isDirect ? null : `/enrolments/new?plan=${encodeURIComponent(id)}`,
    contact: isDirect ? contactPath({ mls: mls.id, keyKind, role }) : null,
  };
}

export function compareModel({ mls, offers, usually }: Catalogue): CompareModel {
  const cards = offers.map(planCard);
  const row = (label: string, cell: (card: PlanCard) => string) => ({ label, cells: cards.map(cell) });
  return {
    name: mls.name,
    back: mlsPath(mls),
    usually: usuallyWords(usually),
    plans: cards,
    rows: [
      row('Price', ({ price }) => price),
      row('Role', ({ role }) => role),
      row('What the key may see', ({ sees }) => sees),
      row('Kind of key', ({ keyKind }) => keyKind),
      row('Whom it may be tied to', ({ holders }) => holders),
      row('Who approves', ({ approval }) => approval),
      row('Terms', ({ termsVersion }) => `Version ${termsVersion}`),
    ],
  };
}
