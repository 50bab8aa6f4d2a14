import type { MailJudgement } from '../../domain/received-mail';
import { type MailedQuestion, refuseReply } from '../../domain/refuse-reply';
import { replyCodeIn, requestRefIn, withoutReplyCode } from '../../domain/reply-code';
import { approver } from './../support/samples';

const minute = 60_000;
const askedAt = 1_000 * minute;
const receivedAt = askedAt + 60 * minute;
const question: MailedQuestion = {
  approver: { ...approver('ann'), email: 'ann@mls.example' },
  askedAt,
  deadline: askedAt + 1_000 * minute,
  isSameRequest: true,
  isUsed: false,
};
const answer: MailJudgement = {
  verdict: 'proved',
  rule: 'proved',
  reason: 'Signed by mls.example.',
  from: 'ann@mls.example',
  machine: null,
  command: 'approve',
  commandReason: 'The first line says "approve".',
  subject: 'Re: [CS-5d5c48df] Approve? #ACDEFGHJKM',
  messageId: '<1@mls.example>',
  date: askedAt + 30 * minute,
  signedBy: 'mls.example',
  dnsAnswers: {},
  bounce: null,
};

test('a proved, fresh and clear answer of whoever was asked may decide', () => {
  expect(refuseReply(answer, question, receivedAt)).toBeUndefined();
  expect(refuseReply({ ...answer, command: 'deny' }, question, receivedAt)).toBeUndefined();
  expect(refuseReply({ ...answer, from: 'Ann@mls.example' }, question, receivedAt)).toBeUndefined();
});

test.each<[string, Partial<MailJudgement>, Partial<MailedQuestion>, RegExp]>([
  [
    '[case 27] a mail that proves nothing',
    { verdict: 'unverifiable', reason: 'No signature.' },
    {},
    /proves nothing: No sig/,
  ],
  ['[case 28] a forged mail', { verdict: 'forged', reason: 'DMARC fails.' }, {}, /proves nothing: DMARC/],
  ['a mail that DNS kept from being judged', { verdict: 'retry' }, {}, /proves nothing/],
  ['[case 29] a colleague of the same domain', { from: 'bob@mls.example' }, {}, /the question went to ann@/],
  ['a plus tag', { from: 'ann+x@mls.example' }, {}, /the question went to/],
  ['a dotted variant', { from: 'a.nn@mls.example' }, {}, /the question went to/],
  ['[case 30] a look-alike domain', { from: 'ann@mls-example.example' }, {}, /the question went to/],
  ['nobody', { from: null }, {}, /from nobody/],
  ['[case 42] an automatic answer', { machine: 'auto-reply', command: null }, {}, /A program/],
  ['[case 37] an answer whose subject names another request', {}, { isSameRequest: false }, /another request/],
  ['a Message-ID that decided before', {}, { isUsed: true }, /same Message-ID/],
  ['an answer without a date', { date: null }, {}, /date/],
  ['an answer from before the question', { date: askedAt - 11 * minute }, {}, /date/],
  ['an answer from after its arrival', { date: receivedAt + 11 * minute }, {}, /date/],
  ['an answer that came too late', {}, { deadline: receivedAt - 1 }, /after the time/],
  ['[case 45] an answer that is not clear', { command: null, commandReason: 'Both words.' }, {}, /not clear: Both/],
])('%s may not', (_, mail, asked, why) => {
  expect(refuseReply({ ...answer, ...mail }, { ...question, ...asked }, receivedAt)).toMatch(why);
});

test.each([
  ['Re: [CS-5d5c48df] Approve? (step 1 of 2) #ACDEFGHJKM', 'ACDEFGHJKM', '5d5c48df'],
  ['AW: WG: [EXTERNAL] [CS-5d5c48df] Approve? #ACDEFGHJKM', 'ACDEFGHJKM', '5d5c48df'],
  ['#ACDEFGHJKM', 'ACDEFGHJKM', undefined],
  ['Re: approve #ACDEFGHJK', undefined, undefined],
  ['Re: approve #ACDEFGHJKMX', undefined, undefined],
  ['Re: approve #acdefghjkm', undefined, undefined],
  ['Re: approve', undefined, undefined],
])('%s names a question', (subject, code, ref) => {
  expect(replyCodeIn(subject)).toBe(code);
  expect(requestRefIn(subject)).toBe(ref);
});

test('a subject is kept without its code', () => {
  expect(withoutReplyCode('[CS-5d5c48df] Approve? (step 1 of 2) #ACDEFGHJKM')).toBe(
    '[CS-5d5c48df] Approve? (step 1 of 2) #…',
  );
  expect(withoutReplyCode('Issue #12 of ours')).toBe('Issue #12 of ours');
});
