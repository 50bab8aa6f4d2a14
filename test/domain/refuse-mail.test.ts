import { refuseMail } from '../../domain/refuse-mail';
import type { MailJudgement } from '../../domain/received-mail';
import { approver } from '../support/samples';
import { judgement as proved } from '../support/web-mails';

const judgement: MailJudgement = { ...proved, verdict: 'unverifiable', from: 'Ann@mls.example' };
const outcome = { kind: 'queued', requestId: 'r1', because: 'It proves nothing.' } as const;
const offered = { judgement, outcome, requestId: 'r1', waitingOn: [approver('ann')] };

test('an honest mail of whoever is asked, which its mail system did not sign, may be vouched with', () => {
  expect(refuseMail(offered)).toBeUndefined();
});

test.each([
  ['forged', { judgement: { ...judgement, verdict: 'forged' as const } }, 'is forged; nobody may vouch'],
  ['proved', { judgement: { ...judgement, verdict: 'proved' as const } }, 'proves its sender'],
  ['of a program', { judgement: { ...judgement, machine: 'auto-reply' } }, 'A program wrote this mail'],
  ['never checked', { judgement: null }, 'never checked'],
  ['not checked yet', { judgement: { ...judgement, verdict: 'retry' as const } }, 'just now'],
  ['of another request', { requestId: 'r2' }, 'does not lie with this request'],
  ['of somebody else', { waitingOn: [approver('bob')] }, 'whose answer is not missing'],
  ['of nobody', { judgement: { ...judgement, from: null } }, 'from nobody'],
])('one that is %s may not', (_, more, because) => {
  expect(refuseMail({ ...offered, ...more })).toMatchObject({
    code: 'unfit-order',
    because: expect.stringContaining(because),
  });
});
