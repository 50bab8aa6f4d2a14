import type { Decision } from '../domain/decision';
import type { Form } from './bodies';
import { codeMissing, hasErrors, readCode, tooLong } from './forms';
import type { AnswerModel } from './pages/link-models';
import type { FieldError } from './problem';
import { mostBytes, mostFiles, type Upload } from './uploads';

const longestText = 5_000;

export type AnswerErrors = AnswerModel['errors'];
export const noAnswerErrors: AnswerErrors = { choice: null, terms: null, text: null, files: null, code: null };

export interface AnswerForm {
  readonly text: string;
  readonly code: string;
  /** The plan that is accepted, with the mark of the terms and the price that were shown; null for an answer in words only. */
  readonly accepted: { readonly planId: string; readonly shown: string } | null;
}

/** What a developer answered, or what is missing from it. */
export function readAnswer(
  { form, isTooMany, tooLarge, files }: Upload,
  question: Decision,
): AnswerForm | { readonly errors: AnswerErrors } {
  const isProposal = question.verdict === 'propose';
  const choice = isProposal ? choiceOf(form) : undefined;
  const text = (form['text'] ?? '').trim();
  const code = readCode(form);
  const errors: AnswerErrors = {
    choice: isProposal && !choice ? nothingChosen : null,
    terms: choice === 'accept' && form['terms'] !== 'yes' ? termsMissing : null,
    text: text === '' && choice !== 'accept' ? textMissing(isProposal) : tooLong('text', text, longestText),
    files: filesError(isTooMany, tooLarge),
    code: code === undefined ? codeMissing : null,
  };
  if (code === undefined || hasErrors(errors)) {
    return { errors: withFilesAgain(errors, files.length > 0) };
  }
  if (!isProposal || choice !== 'accept') return { text, code, accepted: null };
  const accepted = { planId: question.plan.id, shown: form['shown'] ?? '' };
  return { text: text === '' ? `Accepted: ${question.plan.name}.` : text, code, accepted };
}

export function choiceOf(form: Form): 'accept' | 'decline' | undefined {
  return (['accept', 'decline'] as const).find((each) => each === form['choice']);
}

/** A form that comes back has no files any more; whoever chose some must know. */
export function withFilesAgain(errors: AnswerErrors, hadFiles: boolean): AnswerErrors {
  return hadFiles && !errors.files ? { ...errors, files: chooseAgain } : errors;
}

export const termsChanged: FieldError = {
  field: 'terms',
  problem: 'The price or the terms have changed since this page was opened.',
  remedy: 'Both are shown as they are now. Read them, then accept them.',
};

const nothingChosen: FieldError = { field: 'choice', problem: 'Nothing is chosen.', remedy: 'Accept or decline it.' };

const termsMissing: FieldError = {
  field: 'terms',
  problem: 'The terms are not accepted.',
  remedy: 'Read the terms of the proposed plan and accept them, or decline the proposal.',
};

const chooseAgain: FieldError = {
  field: 'files',
  problem: 'Your files were not kept.',
  remedy: 'Choose them again: a page cannot give them back to you.',
};

function textMissing(isProposal: boolean): FieldError {
  return isProposal
    ? { field: 'text', problem: 'The reason is missing.', remedy: 'Write why that plan does not fit.' }
    : { field: 'text', problem: 'The answer is missing.', remedy: 'Write it, even if a file says more.' };
}

function filesError(isTooMany: boolean, tooLarge: string | null): FieldError | null {
  const field = 'files';
  if (isTooMany) {
    return { field, problem: 'These are too many files.', remedy: `Choose at most ${mostFiles}, all at once.` };
  }
  return tooLarge === null
    ? null
    : {
        field,
        problem: `"${tooLarge}" is larger than ${mostBytes / 1024 / 1024} MB.`,
        remedy: 'Choose the files again, without it or with a smaller one.',
      };
}
