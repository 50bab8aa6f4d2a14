import { mayDecide, type Register, type Subject } from './authorization';
import { defaultClock } from './chain';
import type { ChainFault } from './chain-faults';
import type { ChainDefinition } from './definition';

/** What stands where a request for a data plan names the plan. */
export const directPlanName = 'Direct API key';

/**
 * How an MLS is asked directly that has not said how it wants to be: any one of its admins who may decide about it, by mail. "We can only
 * issue API keys with an email stating approval from an authorized MLS admin."
 */
export function usualContact(register: Register, plan: Subject): ChainDefinition {
  const admins = register.entries.filter((entry) => entry.role === 'admin' && mayDecide(register, entry, plan));
  return {
    version: 1,
    informed: [],
    stopMinutes: 0,
    steps: [
      {
        id: 'mls',
        title: 'Approval of the MLS',
        approvers: admins.map(({ id }) => id),
        fallback: [],
        alternates: [],
        quorum: 'any',
        denials: 1,
        accepts: ['reply'],
        clock: defaultClock,
        when: null,
        satisfiedWhen: null,
      },
    ],
  };
}

/** What is wrong with a chain by which an MLS is asked directly, beside what could be wrong with any chain. */
export function contactFaults({ steps }: ChainDefinition): readonly ChainFault[] {
  const isByMail = steps.some(
    ({ accepts, when, satisfiedWhen }) =>
      accepts.every((grade) => grade === 'reply') && when === null && satisfiedWhen === null,
  );
  if (isByMail) return [];
  return [
    {
      path: 'steps',
      problem: 'A key could be issued without an email of the MLS that says so.',
      remedy: 'Let one step that is always asked accept nothing but "reply".',
    },
  ];
}
