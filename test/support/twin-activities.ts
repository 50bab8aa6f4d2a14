import type { Activities } from '../../activities/index';
import type { Chain } from '../../domain/chain';
import type { Decision, Facts, Withdrawal } from '../../domain/decision';
import { evaluate } from '../../domain/evaluate';
import { digest } from './samples';

const dayMs = 86_400_000;

/**
 * The activities' in-process twin: one request's records in memory, time from the test server. What a page would commit is put in by
 * `commit`, so that a test can tell the workflow something the records do not show, or the reverse.
 */
export function createTwin(chain: Chain, now: () => Promise<number>) {
  let facts: Facts = { digest, openings: [], decisions: [], withdrawal: null };
  const log: string[] = [];
  const sent: string[] = [];
  let disabledThrough = 0;
  let isPickedUp = false;
  let isMailDown = false;

  const recorded = async () => ({ facts, at: await now() });

  const activities: Activities = {
    async acknowledge() {
      return { letters: ['received'] };
    },
    async ask({ stepId, approverId, generation = 1 }) {
      const at = await now();
      const standing = evaluate(chain, facts, at);
      if (standing.state !== 'pending' || standing.stepId !== stepId) return { letters: [], ...(await recorded()) };
      const step = chain.steps.find(({ id }) => id === stepId)!;
      if (!facts.openings.some((opening) => opening.stepId === stepId)) {
        facts = { ...facts, openings: [...facts.openings, { stepId, at, lapseAt: at + step.lapseAfter * dayMs }] };
      }
      log.push(`ask ${stepId}`);
      const asked = standing.waitingOn.filter(({ id }) => approverId === undefined || id === approverId);
      return { letters: asked.map(({ id }) => `ask ${stepId} ${id} ${generation}`), ...(await recorded()) };
    },
    async deliver({ letterId }) {
      if (isMailDown) throw new Error('connection refused');
      sent.push(letterId);
    },
    async record() {
      log.push('record');
      return recorded();
    },
    async announce() {
      return { letters: [evaluate(chain, facts, await now()).state] };
    },
    async issueKey({ generation }) {
      if (evaluate(chain, facts, await now()).state !== 'approved') throw new Error('not approved on record');
      log.push(`issue ${generation}`);
      return { credentialId: `c${generation}`, letters: [`ready ${generation}`], pickUpForMs: 14 * dayMs };
    },
    async closePickUp({ credentialId }) {
      log.push(`close ${credentialId}`);
      return { letters: isPickedUp ? [] : ['pickup-lapsed'] };
    },
    async disableKey({ isReplaced }) {
      disabledThrough += 1;
      log.push(`disable ${disabledThrough}`);
      return { letters: isReplaced ? [] : ['key-disabled'], generation: disabledThrough };
    },
    async warnOpenedAgain({ credentialId }) {
      return { letters: [`opened-again ${credentialId}`] };
    },
  };

  return {
    activities,
    /** What was done, in order. */
    log,
    /** The letters that left, in order. */
    sent,
    commit(decision: Decision) {
      facts = { ...facts, decisions: [...facts.decisions, decision] };
    },
    commitWithdrawal(withdrawal: Withdrawal) {
      facts = { ...facts, withdrawal };
    },
    pickUp: () => (isPickedUp = true),
    breakMail: (isBroken: boolean) => (isMailDown = isBroken),
  };
}

export type Twin = ReturnType<typeof createTwin>;
