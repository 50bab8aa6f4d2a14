import type { DataPlan, KeyHolder, KeyHolderKind, Mls } from '../domain/plan';
import type { DirectoryStore } from '../store/port';
import type { FieldError } from './problem';

/** The words for each kind of key holder. */
export const holderWords: Readonly<Record<KeyHolderKind, string>> = {
  member: 'An agent',
  office: 'An office',
  company: 'A company',
  'generic-agent': 'Several brokers or agents (generic agent)',
};

/** What each kind comes to. */
export const holderHints: Readonly<Record<KeyHolderKind, string>> = {
  member: 'The key is tied to the Flexmls user of the broker or agent.',
  office: 'The key is tied to the Flexmls user of the office.',
  company: 'The key is tied to the Flexmls user of the company.',
  'generic-agent': 'The key is tied to a generic agent; no user name is needed.',
};

/** What is wrong with a key holder under that plan. */
export function holderErrors(
  { kind, flexmlsUser }: KeyHolder,
  { keyHolders }: Pick<DataPlan, 'keyHolders'>,
): FieldError[] {
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

const memberKindWords = { member: 'an agent', office: 'an office', company: 'a company' } as const;

/** What is wrong with a well-formed key holder by the directory of the MLS. */
export async function memberErrors(
  directory: Pick<DirectoryStore, 'member' | 'hasMembers'>,
  { kind, flexmlsUser }: KeyHolder,
  { id, name }: Pick<Mls, 'id' | 'name'>,
): Promise<FieldError[]> {
  if (kind === 'generic-agent' || flexmlsUser === null) return [];
  const field = 'keyHolder.flexmlsUser';
  const member = await directory.member(id, flexmlsUser);
  if (member?.kind === kind) return [];
  if (member) {
    const is = memberKindWords[member.kind];
    const remedy = `Choose ${is} as the key holder, or give the user name of ${memberKindWords[kind]}.`;
    return [{ field, problem: `${flexmlsUser} is ${is} in the directory of ${name}.`, remedy }];
  }
  // Where the MLS has not told, any well-formed user name is taken, and nobody checks it here.
  if (!(await directory.hasMembers(id))) return [];
  return [
    {
      field,
      problem: `The directory of ${name} knows no user ${flexmlsUser}.`,
      remedy: 'Check the spelling with the broker or agent; only the MLS can add a user.',
    },
  ];
}
