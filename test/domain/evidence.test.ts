import { type EvidenceGrade, isSufficient } from '../../domain/evidence';

test.each<[EvidenceGrade[], EvidenceGrade, boolean]>([
  [['link+code'], 'attested', false],
  [['link+code'], 'link', false],
  [['link+code'], 'link+code', true],
  [['link+code'], 'signed-in', true],
  [['link+code'], 'reply', false],
  [['reply'], 'reply', true],
  [['reply'], 'signed-in', false],
  [['attested'], 'link', true],
  [['signed-in', 'reply'], 'link+code', false],
])('where %j is accepted, %s is enough: %s', (accepted, grade, expected) => {
  expect(isSufficient(accepted, grade)).toBe(expected);
});
