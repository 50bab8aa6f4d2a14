import type { DataPlan, KeyHolder, KeyHolderKind } from '../domain/plan';
import type { FieldError } from './problem';

/** The words for each kind of key holder. */
export const holderWords: Readonly<Record<KeyHolderKind, string>> = {
  member: 'An agent',
  office: 'An office',
  company: 'A company',
  'generic-agent': 'Several brokers or agents (generic agent)',
};

/** What is wrong with a key holder under that plan. */
export function holderErrors({ kind, flexmlsUser }: KeyHolder, { keyHolders }: DataPlan): FieldError[] {
  if (!keyHolders.includes(kind)) {
    return [
      {
        field: 'keyHolder.kind',
        problem: 'This plan does not offer that key holder.',
        remedy: `It allows: ${keyHolders.map((each) => holderWords[each].toLowerCase()).join(', ')}.`,
      },
    ];
  }
  const field = 'keyHolder.flexmlsUser';
  if (kind === 'generic-agent') {
    if (flexmlsUser === null) return [];
    return [{ field, problem: 'The generic agent has no Flexmls user name.', remedy: 'Leave it empty.' }];
  }
  if (flexmlsUser === null) {
    return [{ field, problem: 'The Flexmls user name is missing.', remedy: 'Give the user the key is tied to.' }];
  }
  if (!/^[A-Za-z0-9._-]{2,64}$/.test(flexmlsUser)) {
    return [
      {
        field,
        problem: 'This is not a Flexmls user name.',
        remedy: 'Use 2 to 64 letters, digits, dots, hyphens or underscores.',
      },
    ];
  }
  return [];
}
