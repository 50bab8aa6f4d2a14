import type { Decision } from '../domain/decision';
import type { Form } from './bodies';
import { codeMissing, hasErrors, readCode, tooLong } from './forms';
import type { AnswerModel } from './pages/link-models';
import type { FieldError } from './problem';
import { filesError, filesNotKept, type Upload } from './uploads';

const longestText = 5_000;

export type AnswerErrors = AnswerModel['errors'];
export const noAnswerErrors: AnswerErrors = { choice: null, terms: null, text: null, files: null, code: null };

export interface AnswerForm {
  readonly text: string;
  readonly code: string;
  /** What is accepted: another plan, with the mark of the terms and the price that were shown, or another MLS; null for an answer in words only. */
  readonly accepted: { readonly planId: string; readonly shown: string } | { readonly mlsId: string } | null;
}

/** What a developer answered, or what is missing from it. */
export function readAnswer(upload: Upload, question: Decision): AnswerForm | { readonly errors: AnswerErrors } {
  const { form, files } = upload;
  const isProposal = question.verdict === 'propose';
  const isChoice = isProposal || question.verdict === 'refer';
  const choice = isChoice ? choiceOf(form) : undefined;
  const text = (form['text'] ?? '').trim();
  const code = readCode(form);
  const errors: AnswerErrors = {
    choice: isChoice && !choice ? nothingChosen(question) : null,
    terms: isProposal && choice === 'accept' && form['terms'] !== 'yes' ? termsMissing : null,
    text: text === '' && choice !== 'accept' ? textMissing(question) : tooLong('text', text, longestText),
    files: filesError(upload),
    code: code === undefined ? codeMissing : null,
  };
  if (code === undefined || hasErrors(errors)) {
    return { errors: withFilesAgain(errors, files.length > 0) };
  }
  if (choice === 'accept' && question.verdict === 'propose') {
    const accepted = { planId: question.plan.id, shown: form['shown'] ?? '' };
    return { text: text || `Accepted: ${question.plan.name}.`, code, accepted };
  }
  if (choice === 'accept' && question.verdict === 'refer') {
    return { text: text || `Let it go to ${question.mls.name}.`, code, accepted: { mlsId: question.mls.id } };
  }
  return { text, code, accepted: null };
}

export function choiceOf(form: Form): 'accept' | 'decline' | undefined {
  return (['accept', 'decline'] as const).find((each) => each === form['choice']);
}

/** A form that comes back has no files any more; whoever chose some must know. */
export function withFilesAgain(errors: AnswerErrors, hadFiles: boolean): AnswerErrors {
  return hadFiles && !errors.files ? { ...errors, files: filesNotKept } : errors;
}

export const termsChanged: FieldError = {
  field: 'terms',
  problem: 'The price or the terms have changed since this page was opened.',
  remedy: 'Both are shown as they are now. Read them, then accept them.',
};

function nothingChosen({ verdict }: Decision): FieldError {
  const remedy = verdict === 'refer' ? 'Choose whether it goes there.' : 'Accept or decline it.';
  return { field: 'choice', problem: 'Nothing is chosen.', remedy };
}

const termsMissing: FieldError = {
  field: 'terms',
  problem: 'The terms are not accepted.',
  remedy: 'Read the terms of the proposed plan and accept them, or decline the proposal.',
};

function textMissing({ verdict }: Decision): FieldError {
  const field = 'text';
  if (verdict === 'propose') {
    return { field, problem: 'The reason is missing.', remedy: 'Write why that plan does not fit.' };
  }
  return verdict === 'refer'
    ? { field, problem: 'The reason is missing.', remedy: 'Write why the first MLS should decide.' }
    : { field, problem: 'The answer is missing.', remedy: 'Write it, even if a file says more.' };
}
