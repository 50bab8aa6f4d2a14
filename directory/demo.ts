import { defaultClock } from '../domain/chain';
import type { ChainDefinition, StepDefinition } from '../domain/definition';
import type { DataPlan, Mls } from '../domain/plan';
import type { Directory, Member } from '../store/port';
import { closedDaysOf } from './holidays';

/** Fictional MLSs, people and offers, one for each common shape of a chain. Every address is under `.example`, which nobody can own. */
export const demoDirectory: Directory = {
  mlses: [
    mls('harbor-coast', 'Harbor Coast MLS', 'Maine', 'America/New_York'),
    mls('prairie-lakes', 'Prairie Lakes MLS', 'Minnesota', 'America/Chicago', ['2026-12-24']),
    mls('summit-ridge', 'Summit Ridge MLS', 'Colorado', 'America/Denver'),
    mls('blue-mesa', 'Blue Mesa MLS', 'Arizona', 'America/Phoenix'),
    // Offers no plans: it is asked directly, in a way of its own. The others are asked in the usual way.
    { ...mls('cedar-valley', 'Cedar Valley MLS', 'Oregon', 'America/Los_Angeles'), directContact: dataDesk() },
  ],
  approvers: [
    approver('harbor-coast', 'ann-lee', 'Ann Lee', 'MLS admin'),
    approver('prairie-lakes', 'tom-berg', 'Tom Berg', 'Broker of record'),
    approver('prairie-lakes', 'mia-olson', 'Mia Olson', 'MLS admin'),
    approver('prairie-lakes', 'raj-patel', 'Raj Patel', 'Deputy MLS admin'),
    approver('summit-ridge', 'eva-ruiz', 'Eva Ruiz', 'MLS admin'),
    approver('summit-ridge', 'sam-holt', 'Sam Holt', 'Compliance officer'),
    approver('blue-mesa', 'ines-ford', 'Ines Ford', 'MLS admin'),
    approver('blue-mesa', 'otto-kline', 'Otto Kline', 'Data committee'),
    approver('blue-mesa', 'lena-wirth', 'Lena Wirth', 'Data committee'),
    approver('blue-mesa', 'paul-arden', 'Paul Arden', 'Data committee'),
    approver('blue-mesa', 'rosa-quint', 'Rosa Quint', 'Deputy MLS admin'),
    approver('cedar-valley', 'gwen-marsh', 'Gwen Marsh', 'MLS admin'),
    approver('cedar-valley', 'abe-sorrel', 'Abe Sorrel', 'Data access desk'),
  ],
  plans: [
    idx('harbor-coast', inTurn(mlsAdmin('ann-lee'))),
    plan(
      'harbor-coast',
      'own',
      "A broker or agent's own data",
      'Listings in which the enrolled member took part.',
      2_500,
      inTurn(mlsAdmin('ann-lee')),
    ),
    idx('prairie-lakes', brokerThenMls()),
    plan(
      'prairie-lakes',
      'private',
      'Back office',
      'All fields that a member may see, for products used by members.',
      12_000,
      brokerThenMls(),
    ),
    vow('summit-ridge', bothOfThem()),
    idx('summit-ridge', bothOfThem()),
    idx('blue-mesa', inTurn(committee(), adminOrDeputy())),
    vow('blue-mesa', committeeBesideMls()),
  ],
  developers: [
    developer('dana-fox', 'Dana Fox', 'Foxglove Software'),
    developer('lee-park', 'Lee Park', 'Parkview Apps'),
    developer('ines-silva', 'Inês Silva', 'Silva & Filhos'),
  ],
  // Summit Ridge has not told who its members are: there, user names are not checked.
  members: ['harbor-coast', 'prairie-lakes', 'blue-mesa'].flatMap(membersOf),
};

function mls(id: string, name: string, state: string, timeZone: string, ownDays: readonly string[] = []): Mls {
  return { id, name, state, timeZone, closedDays: closedDaysOf(state, ownDays) };
}

function approver(mlsId: string, id: string, name: string, title: string) {
  return { id, mlsId, name, title, email: `${id.replace('-', '.')}@${mlsId}.example` };
}

function membersOf(mlsId: string): readonly Member[] {
  return [
    { mlsId, userName: 'jdoe', kind: 'member', name: 'Jordan Doe' },
    { mlsId, userName: 'mvale', kind: 'member', name: 'Morgan Vale' },
    { mlsId, userName: 'office12', kind: 'office', name: 'Doe & Vale Realty' },
    { mlsId, userName: 'company3', kind: 'company', name: 'Doe Group' },
  ];
}

function developer(id: string, name: string, company: string) {
  return { id, name, company, email: `${id.split('-')[0]}@${company.toLowerCase().replace(/[^a-z]+/g, '-')}.example` };
}

function idx(mlsId: string, chain: ChainDefinition) {
  const description = 'Listings that consumers may see, under the IDX policy.';
  return plan(mlsId, 'idx', 'IDX for public sites', description, 5_000, chain);
}

function vow(mlsId: string, chain: ChainDefinition) {
  const description = 'IDX data and some private data, for registered consumers.';
  return plan(mlsId, 'vow', 'VOW behind a log-in', description, 7_500, chain);
}

function plan(
  mlsId: string,
  role: DataPlan['role'],
  name: string,
  description: string,
  priceMinor: number,
  chain: ChainDefinition,
) {
  return {
    id: `${mlsId}-${role}`,
    mlsId,
    name,
    description,
    role,
    keyKind: 'bearer' as const,
    keyHolders:
      role === 'own'
        ? (['member', 'office', 'company'] as const)
        : role === 'private'
          ? (['member'] as const)
          : (['member', 'generic-agent'] as const),
    priceMinor,
    currency: 'USD',
    termsVersion: '2026-01',
    terms: 'Use the data only for the product described, keep it current, and remove it when the key ends.',
    chain,
  };
}

/** The steps one after the other, unless a step names its `after`. */
function inTurn(...steps: readonly StepDefinition[]): ChainDefinition {
  return { version: 1, steps, informed: [], stopMinutes: 0 };
}

function step(id: string, title: string, approvers: readonly string[], more: Partial<StepDefinition> = {}) {
  const asWritten: StepDefinition = {
    id,
    title,
    approvers,
    fallback: [],
    alternates: [],
    quorum: 'any',
    denials: 1,
    accepts: ['link+code', 'reply'],
    clock: defaultClock,
    when: null,
    satisfiedWhen: null,
  };
  return { ...asWritten, ...more };
}

function mlsAdmin(...approvers: readonly string[]): StepDefinition {
  return step('mls', 'MLS approval', approvers);
}

function brokerThenMls(): ChainDefinition {
  return inTurn(step('broker', 'Broker approval', ['tom-berg']), mlsAdmin('mia-olson', 'raj-patel'));
}

function bothOfThem(): ChainDefinition {
  return inTurn(step('mls', 'Approval by admin and compliance', ['eva-ruiz', 'sam-holt'], { quorum: 'all' }));
}

function committee(): StepDefinition {
  const members = ['otto-kline', 'lena-wirth', 'paul-arden'];
  return step('committee', 'Data committee approval', members, { quorum: { count: 2 } });
}

function adminOrDeputy(): StepDefinition {
  // An MLS that answers fast, and wants to know soon when nobody does.
  const clock = { remind: [1], escalate: 2, callStaff: 5, lapse: 20 };
  return { ...mlsAdmin('ines-ford'), alternates: ['rosa-quint'], clock };
}

function dataDesk(): ChainDefinition {
  return inTurn(step('desk', 'Data access desk', ['gwen-marsh', 'abe-sorrel'], { accepts: ['reply'] }));
}

function committeeBesideMls(): ChainDefinition {
  const satisfiedWhen = { developerStanding: ['known'], because: 'known licensees need no second vote' } as const;
  return inTurn(
    { ...committee(), after: [], satisfiedWhen },
    { ...adminOrDeputy(), after: [], accepts: ['link+code', 'reply', 'attested'] },
  );
}
