import { evaluate } from '../../domain/evaluate';
import { audienceOf, type Correspondent, correspondentOf, type Message } from '../../domain/message';
import { replyAddress, requestIdIn } from '../../domain/reply-address';
import { directAsk } from '../support/direct-contact';
import { approver, chain, decision, facts, opening, step } from '../support/samples';

const support = { name: 'Support', email: 'support@countersign.example' };
const asked = chain(
  step('mls', ['ann', 'bob'], { accepts: ['reply'] }),
  step('legal', ['cid'], { alternates: [approver('alt')] }),
);

function file(known = facts({ openings: [opening('mls', 0)] })) {
  const standing = evaluate(asked, known, 100);
  return { request: { ask: directAsk }, chain: { ...asked, informed: [approver('dan')] }, facts: known, standing };
}

test.each([
  ['dana@apps.example', 'developer'],
  ['DANA@apps.example', 'developer'],
  ['support@countersign.example', 'support'],
  ['ann@mls.example', 'mls'],
  ['cid@mls.example', 'mls'],
  ['alt@mls.example', 'mls'],
  ['dan@mls.example', 'mls'],
  ['eve@mls.example', undefined],
  ['ann+x@mls.example', undefined],
  ['ann@mls.example.evil.example', undefined],
  ['', undefined],
])('%s is of the side %s', (address, side) => {
  expect(correspondentOf(file(), support, address)?.side).toBe(side);
});

const who = (side: Correspondent['side'], name: string, email: string): Correspondent => ({ side, name, email });
const dana = who('developer', 'Dana Fox', 'dana@apps.example');
const ann = who('mls', 'Ann', 'ann@mls.example');
const cid = who('mls', 'Cid', 'cid@mls.example');
const kim = who('support', 'Kim', 'support@countersign.example');
const from = (author: Correspondent): Message => ({
  id: 'm',
  requestId: 'r',
  from: author,
  text: 'x',
  attachments: [],
  mailId: null,
  vouchedBy: null,
  at: 1,
});
const names = (
  author: Correspondent,
  known = facts({ openings: [opening('mls', 0)] }),
  earlier: readonly Message[] = [],
) => audienceOf(file(known), support, author, earlier).map(({ name }) => name);

test('everybody else who takes part gets it, each mailbox once', () => {
  expect(names(dana)).toEqual(['Support', 'Ann', 'Bob']);
  expect(names(ann)).toEqual(['Dana Fox', 'Support', 'Bob']);
  expect(names(kim)).toEqual(['Dana Fox', 'Ann', 'Bob']);
  expect(names(cid)).toEqual(['Dana Fox', 'Support', 'Ann', 'Bob']);
});

test('whoever has decided, or has written, goes on taking part', () => {
  const approved = facts({
    openings: [opening('mls', 0), opening('legal', 6)],
    decisions: [decision('mls', 'ann', 'approve', 5, { grade: 'reply' })],
  });
  expect(names(dana, approved)).toEqual(['Support', 'Cid', 'Ann']);
  expect(names(dana, undefined, [from(cid)])).toEqual(['Support', 'Ann', 'Bob', 'Cid']);
});

const id = '5d5c48df-1b9c-4a58-9d0c-0d8f0f6f6a11';
test.each([
  [[`approvals+${id}@countersign.example`], id],
  [['x@y.example', `Approvals+${id.toUpperCase()}@countersign.example`], id],
  [['approvals@countersign.example'], undefined],
  [[`approvals+${id}x@countersign.example`], undefined],
  [[`${id}@countersign.example`], undefined],
  [[], undefined],
])('%j names the request %s', (addresses, found) => {
  expect(requestIdIn(addresses)).toBe(found);
});

test("a request's own address is read back", () => {
  expect(requestIdIn([replyAddress('approvals@countersign.example', id)])).toBe(id);
});
