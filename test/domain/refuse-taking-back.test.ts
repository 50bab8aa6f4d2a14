import type { Chain } from '../../domain/chain';
import type { Decision } from '../../domain/decision';
import { act, approver, chain, decision, step } from '../support/samples';
import { type Known, refusedAt } from './judged';

const says = (who: string, verdict: Parameters<typeof decision>[2], at: number, stepId = 'mls') =>
  decision(stepId, who, verdict, at);
const disowns = (who: string, of: string, at: number, stepId = 'mls') =>
  act(stepId, who, { verdict: 'disown', of }, at, { reason: 'I was on holiday.' });
const delegates = (who: string, to: string, at: number) =>
  act('mls', who, { verdict: 'delegate', to: approver(to) }, at);

const any = chain(step('mls', ['ann', 'bob']));
const all = chain(step('mls', ['ann', 'bob'], { quorum: 'all' }));
const three = chain(step('mls', ['ann', 'bob', 'cat'], { quorum: { count: 2 }, denials: 2 }));

test.each<[name: string, Chain, Known, Decision, code: string | undefined]>([
  ['an approval that stands', any, { decisions: [says('ann', 'approve', 1)] }, says('ann', 'revoke', 2), undefined],
  ['nothing was said', any, {}, says('ann', 'revoke', 2), 'nothing-to-take-back'],
  [
    'a denial is not taken back',
    three,
    { decisions: [says('ann', 'deny', 1)] },
    says('ann', 'revoke', 2),
    'nothing-to-take-back',
  ],
  [
    'it was taken back already',
    three,
    { decisions: [says('ann', 'approve', 1), says('ann', 'revoke', 2)] },
    says('ann', 'revoke', 3),
    'nothing-to-take-back',
  ],
  [
    'it was disowned already',
    all,
    { decisions: [says('ann', 'approve', 1), disowns('ann', 'mls-ann-1', 2)] },
    says('ann', 'revoke', 3),
    'nothing-to-take-back',
  ],
  [
    'without a reason',
    any,
    { decisions: [says('ann', 'approve', 1)] },
    decision('mls', 'ann', 'revoke', 2, { reason: ' ' }),
    'reason-required',
  ],
  [
    'about an earlier text of the request',
    any,
    { decisions: [says('ann', 'approve', 1)] },
    decision('mls', 'ann', 'revoke', 2, { digest: 'd0' }),
    'request-changed',
  ],
  [
    'after it was withdrawn',
    all,
    { decisions: [says('ann', 'approve', 1)], withdrawal: { by: 'Dana', reason: '', at: 2 } },
    says('ann', 'revoke', 3),
    'request-closed',
  ],
  [
    'one disowns what one said',
    any,
    { decisions: [says('ann', 'approve', 1)] },
    disowns('ann', 'mls-ann-1', 2),
    undefined,
  ],
  ['a question too', any, { decisions: [says('ann', 'ask', 1)] }, disowns('ann', 'mls-ann-1', 2), undefined],
  [
    'a revocation too, while it is pending',
    three,
    { decisions: [says('ann', 'approve', 1), says('ann', 'revoke', 2)] },
    disowns('ann', 'mls-ann-2', 3),
    undefined,
  ],
  [
    'what somebody else said',
    all,
    { decisions: [says('ann', 'approve', 1), says('bob', 'ask', 2)] },
    disowns('bob', 'mls-ann-1', 3),
    'nothing-to-take-back',
  ],
  ['what was never said', any, {}, disowns('ann', 'mls-ann-1', 2), 'nothing-to-take-back'],
  [
    'what no longer stands, for something else was said since',
    any,
    { decisions: [says('ann', 'ask', 1), says('ann', 'approve', 2)] },
    disowns('ann', 'mls-ann-1', 3),
    'nothing-to-take-back',
  ],
  [
    'what is disowned already',
    any,
    { decisions: [says('ann', 'ask', 1), disowns('ann', 'mls-ann-1', 2)] },
    disowns('ann', 'mls-ann-1', 3),
    'nothing-to-take-back',
  ],
  ['after the denial', any, { decisions: [says('ann', 'deny', 1)] }, disowns('ann', 'mls-ann-1', 2), 'request-closed'],
  [
    'a delegation, having been given another place since',
    all,
    { decisions: [delegates('ann', 'dan', 1), delegates('bob', 'ann', 2)] },
    disowns('ann', 'mls-ann-1', 3),
    'unfit-delegate',
  ],
])('%s', (_name, given, more, act, code) => {
  expect(refusedAt(given, more, act)?.code).toBe(code);
});
