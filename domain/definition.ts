import type { Quorum, StepClock } from './chain';
import type { EvidenceGrade } from './evidence';
import type { Term } from './grant';
import type { DataRole, KeyHolderKind, KeyKind } from './plan';

/** How a developer is known: nothing approved yet, a key that was approved and still stands, an approval that was revoked. */
export const developerStandings = ['new', 'known', 'revoked'] as const;
export type DeveloperStanding = (typeof developerStandings)[number];

/** Whose listings an own-data key shows. */
export const ownDataLevels = ['member', 'office', 'company'] as const;
export type OwnDataLevel = (typeof ownDataLevels)[number];

/** What conditions may ask about a request. */
export interface RequestFacts {
  readonly dataRole: DataRole;
  readonly keyKind: KeyKind;
  readonly keyHolder: KeyHolderKind;
  /** Null unless the role is own data. */
  readonly ownDataLevel: OwnDataLevel | null;
  /** Minor units a month. */
  readonly price: number;
  readonly developerStanding: DeveloperStanding;
  readonly firstRequest: boolean;
}

/** Holds when every named fact fits; of a list, one must. */
export interface Condition {
  readonly dataRole?: readonly DataRole[] | undefined;
  readonly keyKind?: readonly KeyKind[] | undefined;
  readonly keyHolder?: readonly KeyHolderKind[] | undefined;
  readonly ownDataLevel?: readonly OwnDataLevel[] | undefined;
  readonly priceAtLeast?: number | undefined;
  readonly priceBelow?: number | undefined;
  readonly developerStanding?: readonly DeveloperStanding[] | undefined;
  readonly firstRequest?: boolean | undefined;
}

/** A step as an MLS writes it: people by their ids in the register. */
export interface StepDefinition {
  readonly id: string;
  readonly title: string;
  /** Left out: after the step before it. Empty: at once. */
  readonly after?: readonly string[] | undefined;
  readonly approvers: readonly string[];
  /** Asked when nobody of `approvers` may be. */
  readonly fallback: readonly string[];
  readonly alternates: readonly string[];
  readonly quorum: Quorum;
  readonly denials: number;
  readonly accepts: readonly EvidenceGrade[];
  readonly clock: StepClock;
  /** Asked only when this holds. */
  readonly when: Condition | null;
  /** Passed without asking when this holds; `because` is the MLS's own reason and stands in the timeline. */
  readonly satisfiedWhen: (Condition & { readonly because: string }) | null;
}

/** An MLS's way of deciding: data, written once for a plan, drawn up into a `Chain` for each request. */
export interface ChainDefinition {
  readonly version: number;
  readonly steps: readonly StepDefinition[];
  readonly informed: readonly string[];
  readonly stopMinutes: number;
  /** How long what it approves lasts. Left out: as usual. */
  readonly term?: Term | undefined;
}

/** Whether a condition holds for a request. */
export function holds(condition: Condition, facts: RequestFacts): boolean {
  const { dataRole, keyKind, keyHolder, ownDataLevel, developerStanding } = condition;
  return (
    (dataRole === undefined || dataRole.includes(facts.dataRole)) &&
    (keyKind === undefined || keyKind.includes(facts.keyKind)) &&
    (keyHolder === undefined || keyHolder.includes(facts.keyHolder)) &&
    (ownDataLevel === undefined || (facts.ownDataLevel !== null && ownDataLevel.includes(facts.ownDataLevel))) &&
    (condition.priceAtLeast === undefined || facts.price >= condition.priceAtLeast) &&
    (condition.priceBelow === undefined || facts.price < condition.priceBelow) &&
    (developerStanding === undefined || developerStanding.includes(facts.developerStanding)) &&
    (condition.firstRequest === undefined || condition.firstRequest === facts.firstRequest)
  );
}

/** The steps that one comes after: as written, or the step before it. */
export function afterOf({ steps }: ChainDefinition, index: number): readonly string[] {
  return steps[index]!.after ?? (index === 0 ? [] : [steps[index - 1]!.id]);
}
