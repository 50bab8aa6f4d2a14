import type { KeyHolderKind } from '../domain/plan';
import type { Card, DraftStore, MlsEntry, Offer } from '../store/port';
import type { Form } from './bodies';
import { contactPath } from './contact-form';
import { mlsPath } from './datamart-view';
import { type Enrolment, isShared } from './enrolment';
import { holderOf, isAccepted, planField } from './enrolment-form';
import { holderHints } from './key-holder';
import type { ErrorLink, NamedField } from './pages/form-models';
import type { EnrolmentModel, PlanSection } from './pages/datamart-models';
import { planFacts } from './plan-words';
import { priceWords } from './price';
import type { FieldError } from './problem';
import { shownMark, termsMarkup } from './terms';

/** The form of an application as it is shown, with what was typed. */
export interface EnrolmentScene {
  readonly draftId: string;
  readonly form: Form;
  /** In the order of the form; the first one is there. */
  readonly enrolments: readonly Pick<Enrolment, 'offer' | 'errors' | 'obstacle'>[];
  readonly found: { readonly entries: readonly MlsEntry[]; readonly total: number };
  readonly saved: string;
  readonly otherDraft: Awaited<ReturnType<DraftStore['find']>>;
  /** What is paid with; null: none is saved yet, undefined: nothing is paid here. */
  readonly card: Pick<Card, 'label'> | null | undefined;
}

export function enrolmentModel(scene: EnrolmentScene): EnrolmentModel {
  const { draftId, form, enrolments, otherDraft } = scene;
  const offered = enrolments.flatMap(({ offer, errors, obstacle }) => (offer ? [{ offer, errors, obstacle }] : []));
  const { offer } = offered[0]!;
  const sections = offered.map((each, index) => sectionFor(form, each, index));
  const shared = enrolments[0]!.errors.filter(isShared);
  const field = (id: string, of: string): NamedField => ({
    id,
    name: id,
    value: form[id] ?? '',
    error: shared.find((error) => error.field === of) ?? null,
  });
  const productName = field('productName', 'product.name');
  const productUrl = field('productUrl', 'product.url');
  const use = field('use', 'use');
  const payment = paymentView(
    scene,
    offered.map((each) => each.offer),
  );
  return {
    action: `/enrolments/${draftId}`,
    plan: offer.plan.id,
    title: offer.plan.name,
    mls: offer.mls.name,
    saved: scene.saved,
    other: otherDraft ? `/enrolments/${otherDraft.id}` : null,
    errorList: [
      ...sections.flatMap(errorsOf),
      ...linked([productName, productUrl, use]),
      ...(payment ? linked([payment]) : []),
    ],
    payment,
    first: sections[0]!,
    further: sections.slice(1),
    productName,
    productUrl,
    use,
    find: form['find'] ?? '',
    ...othersView(
      scene,
      offered.map(({ offer }) => offer),
    ),
    sum: sumWords(offered.map(({ offer }) => offer)),
  };
}

/** How it is paid; null when nothing is. */
function paymentView({ card, enrolments }: EnrolmentScene, offers: readonly Offer[]): EnrolmentModel['payment'] {
  if (card === undefined || offers.every(({ plan }) => plan.priceMinor === 0)) return null;
  const errors = enrolments.flatMap((each) => each.errors.filter(({ field }) => field === 'payment'));
  return { id: 'payment', name: 'act', value: 'card', card: card?.label ?? '', error: errors[0] ?? null };
}

function sectionFor(form: Form, { offer, errors, obstacle }: OfferedPlan, index: number): PlanSection {
  const { plan, mls } = offer;
  const field = (name: 'also' | 'holder' | 'user' | 'accept' | 'shown', ...of: readonly string[]): NamedField => ({
    id: `p${index}-${name}`,
    name: planField(name, plan.id),
    value: form[planField(name, plan.id)] ?? '',
    error: errors.find((error) => of.includes(error.field)) ?? null,
  });
  const isNeeded = plan.keyHolders.some((kind) => kind !== 'generic-agent');
  const isEither = isOneOrMany(plan);
  return {
    mls: mls.name,
    plan: plan.name,
    description: plan.description,
    price: priceWords(plan.priceMinor, plan.currency),
    facts: planFacts(plan),
    termsVersion: plan.termsVersion,
    terms: termsMarkup(plan.terms),
    more: mlsPath(mls),
    also: index === 0 ? null : field('also'),
    obstacle,
    contact: obstacle && contactPath({ mls: mls.id, keyKind: plan.keyKind, role: plan.role }),
    shown: { ...field('shown'), value: shownMark(plan) },
    holder: { ...field('holder', 'keyHolder.kind'), choices: holderChoices(form, offer) },
    user: {
      ...field('user', 'keyHolder.flexmlsUser'),
      label: userLabel(plan.keyHolders),
      under: isEither,
      isNeeded,
    },
    accept: { ...field('accept', 'termsAccepted', 'termsVersion'), isAccepted: isAccepted(form, plan) },
  };
}

interface OfferedPlan {
  readonly offer: Offer;
  readonly errors: readonly FieldError[];
  readonly obstacle: FieldError | null;
}

/** None when the plan leaves no choice. */
function holderChoices(form: Form, { plan }: Offer): PlanSection['holder']['choices'] {
  const { keyHolders } = plan;
  if (keyHolders.length < 2) return [];
  const words = keyHolders.includes('generic-agent') ? buildWords : ownDataWords;
  const chosen = holderOf(form, plan);
  return keyHolders.map((value) => ({
    value,
    ...words[value],
    isChosen: value === chosen,
    withUser: value !== 'generic-agent' && isOneOrMany(plan),
  }));
}

/** Whether the user name belongs to one choice; with more that need one it is asked after them, once. */
function isOneOrMany({ keyHolders }: Offer['plan']): boolean {
  return keyHolders.length === 2 && keyHolders.includes('generic-agent');
}

type HolderWords = Readonly<Record<KeyHolderKind, { readonly label: string; readonly hint: string }>>;

const buildWords: HolderWords = {
  member: {
    label: 'I am requesting data to build a site or app for a specific broker or agent.',
    hint: holderHints.member,
  },
  office: { label: 'I am requesting data for an office.', hint: holderHints.office },
  company: { label: 'I am requesting data for a company.', hint: holderHints.company },
  'generic-agent': {
    label: 'I am requesting to build sites or apps for multiple brokers or agents in the MLS.',
    hint: holderHints['generic-agent'],
  },
};

const ownDataWords: HolderWords = {
  ...buildWords,
  member: { label: 'A member', hint: 'Listings in which this broker or agent was listing or selling agent.' },
  office: { label: 'An office', hint: 'Listings in which a member of the office was listing or selling agent.' },
  company: { label: 'A company', hint: 'Listings in which a member of the company was listing or selling agent.' },
};

function userLabel(keyHolders: readonly KeyHolderKind[]): string {
  const kinds = keyHolders.filter((kind) => kind !== 'generic-agent');
  const words = kinds.map((kind) => (kind === 'member' ? 'broker or agent' : kind));
  return kinds.length < 2 ? `Flexmls user name of the ${words.join('')}` : 'Flexmls user name';
}

function errorsOf({ holder, user, accept, mls }: PlanSection): readonly ErrorLink[] {
  const first = holder.choices.length > 0 ? [holder] : [];
  return linked([...first, user, accept]).map((error) => ({ ...error, problem: `${mls}: ${error.problem}` }));
}

function linked(fields: readonly NamedField[]): readonly ErrorLink[] {
  return fields.flatMap(({ id, error }) => (error ? [{ ...error, id }] : []));
}

/** Plans of other MLSs that are like the first one and not in the application yet. */
function othersView({ found }: EnrolmentScene, offers: readonly Offer[]): Pick<EnrolmentModel, 'found' | 'foundWords'> {
  const { plan: first } = offers[0]!;
  const taken = new Set(offers.map(({ plan }) => plan.id));
  const fitting = found.entries.flatMap(({ mls, plans }) =>
    plans
      .filter(
        ({ id, mlsId, role, keyKind }) =>
          !taken.has(id) && mlsId !== first.mlsId && role === first.role && keyKind === first.keyKind,
      )
      .map((plan) => ({ plan, mls })),
  );
  return {
    found: fitting.map(({ plan, mls }, index) => ({
      id: `also-${index}`,
      name: planField('also', plan.id),
      label: mls.name,
      hint: `${plan.name}, ${priceWords(plan.priceMinor, plan.currency)}`,
    })),
    foundWords:
      found.total > found.entries.length
        ? `${found.total} MLSs have such a plan; the first ${found.entries.length} are looked through here. Search by name for the others.`
        : '',
  };
}

/** "2 data plans, $100.00 a month in all"; empty for one, or when they are in several currencies. */
function sumWords(offers: readonly Offer[]): string {
  const { currency } = offers[0]!.plan;
  if (offers.length < 2 || offers.some(({ plan }) => plan.currency !== currency)) return '';
  const sum = offers.reduce((total, { plan }) => total + plan.priceMinor, 0);
  return `${offers.length} data plans, ${priceWords(sum, currency)} in all.`;
}
