import { type AttestationAnswer, attestationAnswers } from '../domain/attestation';
import type { Authorization } from '../domain/authorization';
import { isOpen, type RegisterChange } from '../domain/register-change';
import { changeLines, entryLines, summaryOf } from '../domain/register-words';
import { fingerprint } from '../secrets/token';
import type { RegisterFile } from '../store/port';
import type { Form } from './bodies';
import { codeMissing, errorLinks, readCode, tooLong } from './forms';
import { moment } from './moments';
import type { AttestationModel, ObjectionModel } from './pages/register-models';

const longest = 500;

export type ObjectionErrors = ObjectionModel['errors'];
export const noObjectionErrors: ObjectionErrors = { reason: null, code: null };
export type AttestationErrors = AttestationModel['errors'];
export const noAttestationErrors: AttestationErrors = { answer: null, note: null, code: null };

/** What was typed, or what is missing from it. */
export function readObjection(
  form: Form,
): { readonly reason: string; readonly code: string } | { readonly errors: ObjectionErrors } {
  const reason = (form['reason'] ?? '').trim();
  const code = readCode(form);
  const missing = { field: 'reason', problem: 'The reason is missing.', remedy: 'Say in a sentence what is wrong.' };
  const errors = {
    reason: reason === '' ? missing : tooLong('reason', reason, longest),
    code: code === undefined ? codeMissing : null,
  };
  return code !== undefined && !errors.reason ? { reason, code } : { errors };
}

export function readAttestation(
  form: Form,
):
  | { readonly answer: AttestationAnswer; readonly note: string; readonly code: string }
  | { readonly errors: AttestationErrors } {
  const answer = attestationAnswers.find((each) => each === form['answer']);
  const note = (form['note'] ?? '').trim();
  const code = readCode(form);
  const what = {
    field: 'note',
    problem: 'It does not say what should change.',
    remedy: 'Write it in a sentence or two.',
  };
  const errors = {
    answer: answer ? null : { field: 'answer', problem: 'Nothing is chosen.', remedy: 'Choose what is true.' },
    note: answer === 'change' && note === '' ? what : tooLong('note', note, longest),
    code: code === undefined ? codeMissing : null,
  };
  return answer && code !== undefined && !errors.note ? { answer, note, code } : { errors };
}

export function objectionModel(
  { register, timeZone }: RegisterFile,
  change: RegisterChange,
  name: string,
  token: string,
  form: Form,
  errors: ObjectionErrors,
): ObjectionModel {
  return {
    mls: register.mls.name,
    name,
    summary: summaryOf(change),
    lines: [
      ...changeLines(change, register),
      { what: 'Reason', value: change.reason },
      { what: 'Proposed by', value: change.proposedBy.name },
      { what: 'Confirmed by', value: change.confirmedBy?.name ?? '' },
    ],
    isWaiting: isOpen(change),
    inForce: moment(change.inForceAt!, timeZone),
    action: `/objection/${token}`,
    link: fingerprint(token),
    values: { reason: form['reason'] ?? '', code: form['code'] ?? '' },
    errors,
    errorList: errorLinks(Object.values(errors)),
  };
}

export function attestationModel(
  { register }: RegisterFile,
  entry: Authorization,
  token: string,
  form: Form,
  errors: AttestationErrors,
): AttestationModel {
  const isChosen = (answer: AttestationAnswer) => form['answer'] === answer;
  return {
    mls: register.mls.name,
    name: entry.name,
    lines: entryLines(entry, register),
    action: `/attestation/${token}`,
    link: fingerprint(token),
    chosen: { yes: isChosen('yes'), noLonger: isChosen('no-longer'), change: isChosen('change') },
    values: { note: form['note'] ?? '', code: form['code'] ?? '' },
    errors,
    errorList: errorLinks(Object.values(errors)),
  };
}
