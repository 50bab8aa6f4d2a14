import { type Chain, stepOf } from '../domain/chain';
import { type Act, type Answer, type Decision, type Facts, noFacts, type Verdict, verdicts } from '../domain/decision';
import { sift } from '../domain/evaluate';
import type { Instant } from '../domain/instant';
import { noLimits } from '../domain/limits';
import type { Approver } from '../domain/party';
import { type Refusal, refuse } from '../domain/refuse';
import { refuseAnswer } from '../domain/refuse-order';
import { seatHeldBy, seatsOf } from '../domain/seats';
import { type Standing, standingOf } from '../domain/standing';

/** One line of a simulation: "mls:ann-lee:deny:Not in our policy". `answer` is the developer's, to the question of `who`. */
export interface SimulatedAct {
  readonly line: string;
  readonly stepId: string;
  readonly who: string;
  readonly verdict: Verdict | 'answer';
  /** The reason; for `delegate` the id of whom it is handed to. */
  readonly words: string;
}

/** What a line came to, and where the chain stood then. */
export interface Played {
  readonly line: string;
  readonly refusal: Refusal | null;
  readonly standing: Standing;
}

export const actWords = [...verdicts, 'answer'] as const;
const digest = 'simulated';
const hour = 3_600_000;

/** Reads step:who:verdict[:reason]. @throws Error naming what does not fit. */
export function readAct(line: string): SimulatedAct {
  const [stepId = '', who = '', word = '', ...rest] = line.split(':');
  const verdict = actWords.find((each) => each === word);
  if (stepId === '' || who === '') throw new Error(`"${line}" is not step:who:verdict[:reason].`);
  if (!verdict) throw new Error(`"${word}" is not a verdict. Use one of: ${actWords.join(', ')}.`);
  return { line, stepId, who, verdict, words: rest.join(':').trim() };
}

/**
 * Plays the acts one after the other, an hour apart, each judged as if it were real: a step opens as soon as its turn comes, and what
 * may not count is refused and changes nothing. @throws Error for a person that nobody knows.
 */
export function play(
  chain: Chain,
  people: readonly Approver[],
  acts: readonly SimulatedAct[],
): { readonly start: Standing; readonly played: readonly Played[] } {
  let facts = opened(chain, noFacts(digest), hour);
  const start = standingOf(chain, facts, hour);
  const played = acts.map((act, index): Played => {
    const at = (index + 2) * hour;
    const next = act.verdict === 'answer' ? answered(chain, facts, act, at) : decided(chain, facts, people, act, at);
    if ('code' in next) return { line: act.line, refusal: next, standing: standingOf(chain, facts, at) };
    facts = opened(chain, next, at);
    return { line: act.line, refusal: null, standing: standingOf(chain, sift(chain, facts), at) };
  });
  return { start, played };
}

/** Puts every step whose turn has come to its approvers. */
function opened(chain: Chain, facts: Facts, at: Instant): Facts {
  const standing = standingOf(chain, facts, at);
  if (standing.state !== 'pending') return facts;
  const fresh = standing.open
    .filter(({ stepId }) => !facts.openings.some((opening) => opening.stepId === stepId))
    .map(({ stepId }) => ({ stepId, digest, at, because: 'opened' as const, dues: [] }));
  return { ...facts, openings: [...facts.openings, ...fresh] };
}

function decided(
  chain: Chain,
  facts: Facts,
  people: readonly Approver[],
  act: SimulatedAct,
  at: Instant,
): Facts | Refusal {
  const approver = known(people, act.who);
  const id = `act-${String(facts.decisions.length + 1).padStart(4, '0')}`;
  const said = {
    id,
    requestId: 'simulated',
    stepId: act.stepId,
    approver,
    reason: act.verdict === 'delegate' ? '' : act.words,
    grade: stepOf(chain, act.stepId)?.accepts[0] ?? 'link+code',
    digest,
    evidenceId: id,
    at,
  };
  const decision: Decision = { ...said, ...actOf(facts, people, act) };
  return refuse(chain, facts, decision, at) ?? { ...facts, decisions: [...facts.decisions, decision] };
}

function actOf(facts: Facts, people: readonly Approver[], { stepId, who, verdict, words }: SimulatedAct): Act {
  switch (verdict) {
    case 'approve':
      return { verdict, limits: noLimits };
    case 'delegate':
      return { verdict, to: known(people, words) };
    case 'propose':
      return { verdict, plan: { id: 'another-plan', name: 'another plan' } };
    case 'refer':
      return { verdict, mls: { id: 'another-mls', name: 'another MLS' } };
    case 'disown': {
      const own = facts.decisions.findLast((each) => each.stepId === stepId && each.approver.id === who);
      return { verdict, of: own?.id ?? '' };
    }
    case 'answer':
      throw new Error('An answer is not a decision.');
    case 'deny':
    case 'ask':
    case 'recuse':
    case 'revoke':
    case 'set-up':
      return { verdict };
  }
}

function answered(chain: Chain, facts: Facts, { stepId, who, words }: SimulatedAct, at: Instant): Facts | Refusal {
  const step = stepOf(chain, stepId);
  const question = step && seatHeldBy(seatsOf(step, facts, at), who)?.question;
  const questionId = question?.id ?? '';
  const answer: Answer = {
    id: `answer-${facts.answers.length + 1}`,
    questionId,
    by: 'The developer',
    text: words,
    attachments: [],
    at,
  };
  return refuseAnswer(chain, facts, questionId, at) ?? { ...facts, answers: [...facts.answers, answer] };
}

function known(people: readonly Approver[], id: string): Approver {
  const person = people.find((each) => each.id === id);
  if (person) return person;
  throw new Error(`There is no "${id}" in this chain. Its people: ${people.map((each) => each.id).join(', ')}.`);
}
