import type { Refusal } from '../domain/refuse';
import type { ChosenAct } from '../store/port';
import type { Form } from './bodies';
import { isError, noConditionErrors, readConditions, readDay } from './conditions-form';
import { codeMissing, readCode, tooLong } from './forms';
import type { DecisionField, PageVerdict } from './pages/link-models';
import type { Errors } from './pages/form-models';
import type { FieldError } from './problem';

/** In the order of the page. */
export const pageVerdicts: readonly PageVerdict[] = [
  'approve',
  'set-up',
  'deny',
  'ask',
  'propose',
  'refer',
  'delegate',
  'recuse',
];

export interface DecisionForm {
  readonly act: ChosenAct;
  readonly reason: string;
  readonly code: string;
}

export type DecisionErrors = Errors<DecisionField>;

export const noErrors: DecisionErrors = {
  verdict: null,
  planId: null,
  mlsId: null,
  toId: null,
  awayUntil: null,
  conditions: null,
  ...noConditionErrors,
  reason: null,
  code: null,
};

/** What an approver chose of what was `offered`, and typed; or what is missing from it. `today`: YYYY-MM-DD in the MLS's zone. */
export function readDecision(
  form: Form,
  today: string,
  offered: readonly PageVerdict[],
): DecisionForm | { readonly errors: DecisionErrors } {
  const verdict = offered.find((each) => each === form['verdict']);
  const reason = (form['reason'] ?? '').trim();
  const code = readCode(form);
  const act = verdict ? readAct(verdict, form, today) : { errors: { verdict: nothingChosen(offered) } };
  const errors: DecisionErrors = {
    ...noErrors,
    ...('errors' in act ? act.errors : {}),
    reason: reasonError(verdict, reason),
    code: code === undefined ? codeMissing : null,
  };
  return 'errors' in act || errors.reason || code === undefined ? { errors } : { act, reason, code };
}

export function verdictOf(form: Form): PageVerdict | undefined {
  return pageVerdicts.find((each) => each === form['verdict']);
}

function readAct(
  verdict: PageVerdict,
  form: Form,
  today: string,
): ChosenAct | { readonly errors: Partial<DecisionErrors> } {
  switch (verdict) {
    case 'approve': {
      const conditions = readConditions(form, today);
      return 'errors' in conditions ? conditions : { verdict, limits: conditions.limits };
    }
    case 'propose': {
      const planId = form['planId'] ?? '';
      return planId === '' ? { errors: { planId: planMissing } } : { verdict, planId };
    }
    case 'refer': {
      const mlsId = form['mlsId'] ?? '';
      return mlsId === '' ? { errors: { mlsId: mlsMissing } } : { verdict, mlsId };
    }
    case 'delegate': {
      const toId = form['toId'] ?? '';
      const awayUntil = readDay(form, 'awayUntil', today);
      if (toId !== '' && !isError(awayUntil)) return { verdict, toId, awayUntil };
      return {
        errors: { toId: toId === '' ? personMissing : null, awayUntil: isError(awayUntil) ? awayUntil : null },
      };
    }
    case 'deny':
    case 'ask':
    case 'recuse':
    case 'set-up':
      return { verdict };
  }
}

/** The store's refusal as an error of the field that can mend it; undefined when none can. */
export function refusedField(form: Form, { code, because }: Refusal): DecisionErrors | undefined {
  if (code === 'reason-required') return { ...noErrors, reason: reasonMissing(verdictOf(form)) };
  const mended = mendedBy[code];
  if (code === 'unfit-order' && verdictOf(form) === 'refer') {
    const remedy = 'Choose another MLS, or another answer.';
    return { ...noErrors, mlsId: { field: 'mlsId', problem: because, remedy } };
  }
  return mended && { ...noErrors, [mended.field]: { ...mended, problem: because } };
}

const mendedBy: Readonly<Partial<Record<Refusal['code'], { readonly field: DecisionField; readonly remedy: string }>>> =
  {
    'limits-conflict': { field: 'conditions', remedy: 'Put fewer conditions, or decline.' },
    'delegated-before': { field: 'toId', remedy: 'Choose another answer.' },
    'unfit-delegate': { field: 'toId', remedy: 'Choose somebody else, or another answer.' },
    'unfit-order': { field: 'planId', remedy: 'Choose another plan, or another answer.' },
  };

function reasonError(verdict: PageVerdict | undefined, reason: string): FieldError | null {
  const needsOne = verdict === 'deny' || verdict === 'ask' || verdict === 'propose' || verdict === 'refer';
  if (needsOne && reason === '') return reasonMissing(verdict);
  return tooLong('reason', reason, 2_000);
}

function reasonMissing(verdict: PageVerdict | undefined): FieldError {
  if (verdict === 'ask') {
    return { field: 'reason', problem: 'The question is missing.', remedy: 'Write what you want to know.' };
  }
  if (verdict === 'refer') {
    return { field: 'reason', problem: 'The reason is missing.', remedy: 'Write why another MLS must be asked.' };
  }
  return verdict === 'propose'
    ? {
        field: 'reason',
        problem: 'A proposal needs a reason.',
        remedy: 'Write why the other plan fits better; the developer reads it.',
      }
    : {
        field: 'reason',
        problem: 'A decline needs a reason.',
        remedy: 'Write one or two sentences for the developer.',
      };
}

function nothingChosen(offered: readonly PageVerdict[]): FieldError {
  const remedy = offered.includes('approve')
    ? 'Choose Approve, Decline or another answer.'
    : 'Choose an answer. An approval counts by mail only.';
  return { field: 'verdict', problem: 'Nothing is chosen.', remedy };
}

const planMissing: FieldError = {
  field: 'planId',
  problem: 'No plan is chosen.',
  remedy: 'Choose the plan to propose.',
};

const mlsMissing: FieldError = {
  field: 'mlsId',
  problem: 'No MLS is chosen.',
  remedy: 'Choose the MLS that must be asked.',
};

const personMissing: FieldError = {
  field: 'toId',
  problem: 'Nobody is chosen.',
  remedy: 'Choose who decides in your place.',
};
