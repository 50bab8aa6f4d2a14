import { authorizationRoles, type Authorization } from '../domain/authorization';
import { dataRoles } from '../domain/plan';
import { authorizationRoleWords } from '../domain/register-words';
import { roleWords } from '../domain/words';
import type { RegisterFile } from '../store/port';
import type { Form } from './bodies';
import { errorLinks, fieldOf } from './forms';
import { registerPath } from './mls-register-view';
import type { RegisterEntryModel } from './pages/register-models';
import type { FieldError } from './problem';

type Kind = RegisterEntryModel['kind'];
const kinds: readonly Kind[] = ['add', 'change', 'remove'];

export function kindOf(written: string | undefined): Kind | undefined {
  return kinds.find((each) => each === written);
}

/** A proposal as the form sends it, for the schema to judge: an empty field is none. */
export function proposalIn(kind: Kind, form: Form): Record<string, unknown> {
  const text = (name: string) => (form[name] ?? '').trim();
  const orNull = (name: string) => text(name) || null;
  const common = { kind, approverId: text('approverId'), reason: text('reason') };
  if (kind === 'remove') return common;
  const chosen = dataRoles.filter((role) => form[`role-${role}`] === 'on');
  const plans = text('planIds')
    .split(/[\s,]+/)
    .filter((each) => each !== '');
  return {
    ...common,
    name: text('name'),
    email: text('email'),
    title: text('title'),
    role: text('role'),
    source: text('source'),
    dataRoles: chosen.length > 0 ? chosen : null,
    planIds: plans.length > 0 ? plans : null,
    backupId: orNull('backupId'),
    validFrom: orNull('validFrom'),
    validTo: orNull('validTo'),
  };
}

/** What the form shows before anything was typed: the entry as it is, or nothing. */
export function formFor(entry: Authorization | undefined): Form {
  if (!entry) return { role: 'admin' };
  const { id, name, email, title, role, planIds, backupId, validFrom, validTo } = entry;
  return {
    approverId: id,
    name,
    email,
    title,
    role,
    // A change stands on an authority of its own.
    source: '',
    planIds: planIds?.join(', ') ?? '',
    backupId: backupId ?? '',
    validFrom: validFrom ?? '',
    validTo: validTo ?? '',
    ...Object.fromEntries((entry.dataRoles ?? []).map((each) => [`role-${each}`, 'on'])),
  };
}

export function registerEntryModel(
  { register }: RegisterFile,
  kind: Kind,
  plans: readonly string[],
  form: Form,
  errors: readonly FieldError[],
): RegisterEntryModel {
  const back = registerPath(register.mls.id);
  const entry = register.entries.find(({ id }) => id === form['approverId']);
  const field = (id: string) => fieldOf(id, form, errors);
  const backups = register.entries.filter(({ id, active }) => active && id !== entry?.id);
  return {
    mls: register.mls.name,
    back,
    action: `${back}/proposal`,
    kind,
    ...wordsFor(kind, entry?.name ?? ''),
    asksFacts: kind !== 'remove',
    approverId: field('approverId'),
    isIdFixed: entry !== undefined,
    name: field('name'),
    email: field('email'),
    jobTitle: field('title'),
    source: field('source'),
    validFrom: field('validFrom'),
    validTo: field('validTo'),
    planIds: field('planIds'),
    plansHint: plans.length === 0 ? 'This MLS offers no plans.' : `Empty: any. Its plans: ${plans.join(', ')}.`,
    reason: field('reason'),
    roles: authorizationRoles.map((role) => ({
      value: role,
      label: authorizationRoleWords[role],
      isChosen: form['role'] === role,
    })),
    dataRoles: dataRoles.map((role) => ({
      name: `role-${role}`,
      label: roleWords[role],
      isChosen: form[`role-${role}`] === 'on',
    })),
    backups: backups.map(({ id, name }) => ({ value: id, label: name, isChosen: form['backupId'] === id })),
    errorList: errorLinks(errors),
  };
}

function wordsFor(kind: Kind, name: string): Pick<RegisterEntryModel, 'heading' | 'effect' | 'button'> {
  const second = 'A second staff member must confirm it';
  switch (kind) {
    case 'add':
      return {
        heading: name === '' ? 'Add somebody who may decide' : `Put ${name} back on the register`,
        effect: `${second}. Then those who decide now are told, and it is in force 24 hours later, unless one of them objects.`,
        button: 'Propose',
      };
    case 'change':
      return {
        heading: `Change the entry of ${name}`,
        effect: `${second}. Another mailbox and anything that gives more waits 24 hours for objections; what gives less is in force at once.`,
        button: 'Propose the change',
      };
    case 'remove':
      return {
        heading: `Take ${name} out of the register`,
        effect: `${second}; then it is in force at once. Open questions go to the backup, or to support.`,
        button: 'Propose the removal',
      };
  }
}
