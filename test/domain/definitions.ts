import { defaultClock } from '../../domain/chain';
import type { ChainDefinition, RequestFacts, StepDefinition } from '../../domain/definition';
import { type DrawnUp, drawUp } from '../../domain/draw-up';
import type { Approver } from '../../domain/party';
import { approver } from '../support/samples';

/** Chains as an MLS writes them, drawn up for a known developer who asks for VOW data. */

const request: RequestFacts = {
  dataRole: 'vow',
  keyKind: 'bearer',
  keyHolder: 'office',
  ownDataLevel: null,
  price: 5000,
  developerStanding: 'known',
  firstRequest: false,
};
export const register = ['ann', 'bob', 'cat', 'dan'].map(approver);

export function defined(id: string, approvers: readonly string[], more: Partial<StepDefinition> = {}): StepDefinition {
  return {
    id,
    title: `${id} approval`,
    approvers,
    fallback: [],
    alternates: [],
    quorum: 'any',
    denials: 1,
    accepts: ['link+code'],
    clock: defaultClock,
    when: null,
    satisfiedWhen: null,
    ...more,
  };
}

export function definition(...steps: readonly StepDefinition[]): ChainDefinition {
  return { version: 7, steps, informed: [], stopMinutes: 10 };
}

export function drawnUp(
  given: ChainDefinition,
  parties: readonly string[] = [],
  people: readonly Approver[] = register,
): DrawnUp {
  return drawUp(given, people, request, parties);
}
