import type { DataPlan, Mls } from '../domain/plan';
import type { Directory, StepTemplate } from '../store/port';

/** Fictional MLSs, people and offers, one for each common shape of a chain. Every address is under `.example`, which nobody can own. */
export const demoDirectory: Directory = {
  mlses: [
    mls('harbor-coast', 'Harbor Coast MLS', 'Maine', 'America/New_York'),
    mls('prairie-lakes', 'Prairie Lakes MLS', 'Minnesota', 'America/Chicago'),
    mls('summit-ridge', 'Summit Ridge MLS', 'Colorado', 'America/Denver'),
  ],
  approvers: [
    approver('harbor-coast', 'ann-lee', 'Ann Lee', 'MLS admin'),
    approver('prairie-lakes', 'tom-berg', 'Tom Berg', 'Broker of record'),
    approver('prairie-lakes', 'mia-olson', 'Mia Olson', 'MLS admin'),
    approver('prairie-lakes', 'raj-patel', 'Raj Patel', 'Deputy MLS admin'),
    approver('summit-ridge', 'eva-ruiz', 'Eva Ruiz', 'MLS admin'),
    approver('summit-ridge', 'sam-holt', 'Sam Holt', 'Compliance officer'),
  ],
  plans: [
    plan(
      'harbor-coast',
      'idx',
      'IDX for public sites',
      'Listings that consumers may see, under the IDX policy.',
      5_000,
      [mlsAdmin('ann-lee')],
    ),
    plan(
      'harbor-coast',
      'own',
      "A broker or agent's own data",
      'Listings in which the enrolled member took part.',
      2_500,
      [mlsAdmin('ann-lee')],
    ),
    plan(
      'prairie-lakes',
      'idx',
      'IDX for public sites',
      'Listings that consumers may see, under the IDX policy.',
      5_000,
      brokerThenMls(),
    ),
    plan(
      'prairie-lakes',
      'private',
      'Back office',
      'All fields that a member may see, for products used by members.',
      12_000,
      brokerThenMls(),
    ),
    plan(
      'summit-ridge',
      'vow',
      'VOW behind a log-in',
      'IDX data and some private data, for registered consumers.',
      7_500,
      bothOfThem(),
    ),
    plan(
      'summit-ridge',
      'idx',
      'IDX for public sites',
      'Listings that consumers may see, under the IDX policy.',
      5_000,
      bothOfThem(),
    ),
  ],
  developers: [
    developer('dana-fox', 'Dana Fox', 'Foxglove Software'),
    developer('lee-park', 'Lee Park', 'Parkview Apps'),
    developer('ines-silva', 'Inês Silva', 'Silva & Filhos'),
  ],
};

function mls(id: string, name: string, state: string, timeZone: string): Mls {
  return { id, name, state, timeZone, closedDays: ['2026-11-26', '2026-11-27', '2026-12-25', '2027-01-01'] };
}

function approver(mlsId: string, id: string, name: string, title: string) {
  return { id, mlsId, name, title, email: `${id.replace('-', '.')}@${mlsId}.example` };
}

function developer(id: string, name: string, company: string) {
  return { id, name, company, email: `${id.split('-')[0]}@${company.toLowerCase().replace(/[^a-z]+/g, '-')}.example` };
}

function plan(
  mlsId: string,
  role: DataPlan['role'],
  name: string,
  description: string,
  priceMinor: number,
  steps: readonly StepTemplate[],
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
    chainVersion: 1,
    steps,
  };
}

function mlsAdmin(...approverIds: string[]): StepTemplate {
  return {
    id: 'mls',
    title: 'MLS approval',
    approverIds,
    quorum: 'any',
    accepts: ['link+code', 'reply'],
    lapseAfter: 20,
  };
}

function brokerThenMls(): StepTemplate[] {
  return [{ ...mlsAdmin('tom-berg'), id: 'broker', title: 'Broker approval' }, mlsAdmin('mia-olson', 'raj-patel')];
}

function bothOfThem(): StepTemplate[] {
  return [{ ...mlsAdmin('eva-ruiz', 'sam-holt'), title: 'Approval by admin and compliance', quorum: 'all' }];
}
