import { type Attestation, attestationDue, notAttestedSince } from '../../domain/attestation';
import { entry } from '../support/registers';

const day = 86_400_000;
const round = (askedAt: number, more: Partial<Attestation> = {}): Attestation => ({
  id: 'a1',
  approverId: 'ann',
  askedAt,
  answeredAt: null,
  answer: null,
  note: '',
  givenUpAt: null,
  ...more,
});
const due = (at: number, rounds: readonly Attestation[] = [], more = {}) => {
  const { letters, giveUp, nextAt } = attestationDue(entry('ann', more), rounds, at * day);
  return [letters, giveUp, nextAt / day];
};

test('asked every 180 days, from being listed or from the last answer on', () => {
  expect(due(0)).toEqual([0, false, 180]);
  expect(due(180)).toEqual([1, false, 194]);
  expect(due(180, [], { attestedAt: 100 * day })).toEqual([0, false, 280]);
});

test('reminded twice, then it is for staff', () => {
  const open = [round(180 * day)];
  expect([180, 194, 208, 221, 222].map((at) => due(at, open))).toEqual([
    [1, false, 194],
    [2, false, 208],
    [3, false, 222],
    [3, false, 222],
    [0, true, 360],
  ]);
});

test('an answer ends the round, and so does giving up; the next comes after half a year', () => {
  const answered = [round(180 * day, { answeredAt: 190 * day, answer: 'yes' })];
  expect(due(200, answered, { attestedAt: 190 * day })).toEqual([0, false, 370]);
  const silent = [round(180 * day, { givenUpAt: 222 * day })];
  expect(due(230, silent)).toEqual([0, false, 360]);
  expect(due(360, silent)).toEqual([1, false, 374]);
});

test('not attested since: from giving up until an answer', () => {
  const listed = entry('ann', { listedAt: 5 });
  expect(notAttestedSince(listed, [])).toBeNull();
  expect(notAttestedSince(listed, [round(1)])).toBeNull();
  expect(notAttestedSince(listed, [round(1, { givenUpAt: 2 })])).toBe(5);
  expect(notAttestedSince({ ...listed, attestedAt: 9 }, [round(1, { givenUpAt: 2 })])).toBe(9);
  expect(notAttestedSince(listed, [round(1, { givenUpAt: 2, answeredAt: 3, answer: 'yes' })])).toBeNull();
});
