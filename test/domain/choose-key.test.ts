import { audiences, chooseKey, type KeyAnswers, signInAnswers } from '../../domain/choose-key';

test.each<[KeyAnswers, string]>([
  [{}, 'signIn'],
  [{ audience: 'own' }, 'signIn'],
  [{ signIn: 'no' }, 'audience'],
  [{ signIn: 'yes' }, 'audience'],
])('%j leaves %s to ask', (answers, question) => {
  expect(chooseKey(answers)).toEqual({ kind: 'question', question });
});

test.each([
  ['no', 'everybody', 'data-plan', 'bearer', 'idx'],
  ['no', 'registered', 'data-plan', 'bearer', 'vow'],
  ['no', 'members', 'data-plan', 'bearer', 'private'],
  ['no', 'own', 'data-plan', 'bearer', 'own'],
  ['yes', 'everybody', 'direct-contact', 'oidc', 'idx'],
  ['yes', 'registered', 'direct-contact', 'oidc', 'vow'],
  ['yes', 'members', 'direct-contact', 'oidc', 'private'],
  ['yes', 'own', 'direct-contact', 'oidc', 'own'],
] as const)(
  'several sign in: %s, seen by %s: %s of a %s key with the role %s',
  (signIn, audience, kind, keyKind, role) => {
    expect(chooseKey({ signIn, audience })).toMatchObject({ kind, keyKind, role });
  },
);

test('every choice says why', () => {
  const reasons = signInAnswers.flatMap((signIn) =>
    audiences.map((audience) => {
      const choice = chooseKey({ signIn, audience });
      return choice.kind === 'question' ? [] : choice.because;
    }),
  );
  expect(reasons.every((because) => because.length >= 2)).toBe(true);
  expect(reasons[3]!.join(' ')).toMatch(/listing or selling agent/);
  expect(reasons[4]!.join(' ')).toMatch(/needs the own approval of the MLS/);
});
