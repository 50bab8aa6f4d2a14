import { type Act, type Decision, isAgreement } from '../domain/decision';
import type { Refusal } from '../domain/refuse';
import { fingerprint } from '../secrets/token';
import type { ChosenAct } from '../store/port';
import { askView } from './ask-view';
import type { Form } from './bodies';
import { chainView } from './chain-view';
import { otherwiseWords } from './change-words';
import { type Acting, refusalOf, standingAfter } from './decision-view';
import { conditionsOf, didWords } from '../domain/decision-words';
import { endWords } from './key-words';
import { codeMissing, errorLinks, readCode, tooLong } from './forms';
import type { LinkedFile } from './links';
import { moment } from './moments';
import type { ReceiptModel } from './pages/link-models';

export type ReceiptErrors = ReceiptModel['errors'];
export const noReceiptErrors: ReceiptErrors = { verdict: null, reason: null, code: null };

export const reasonForRevoke = {
  field: 'reason',
  problem: 'Taking an approval back needs a reason.',
  remedy: 'Write one or two sentences for the developer.',
};

export interface ReceiptForm {
  readonly act: ChosenAct;
  readonly reason: string;
  readonly code: string;
}

/** What was typed, or what is missing from it. */
export function readReceipt(form: Form): ReceiptForm | { readonly errors: ReceiptErrors } {
  const verdict = (['disown', 'revoke'] as const).find((each) => each === form['verdict']);
  const reason = (form['reason'] ?? '').trim();
  const code = readCode(form);
  const errors: ReceiptErrors = {
    verdict: verdict ? null : { field: 'verdict', problem: 'Nothing is chosen.', remedy: 'Choose what is true.' },
    reason: verdict === 'revoke' && reason === '' ? reasonForRevoke : tooLong('reason', reason, 2_000),
    code: code === undefined ? codeMissing : null,
  };
  return verdict && code !== undefined && !errors.reason ? { act: { verdict }, reason, code } : { errors };
}

/** What the receipt is about. */
export function receiptOf({ link, file }: LinkedFile): Decision | undefined {
  return file.facts.decisions.find(({ id }) => id === link.decisionId);
}

/** Why nothing can be taken back now; undefined when something can. */
export function refusalOfReceipt(linked: LinkedFile, acting: Acting, decision: Decision): Refusal | undefined {
  const refusal = refusalOf(linked, acting, { verdict: 'disown', of: decision.id });
  return refusal && isAgreement(decision) ? refusalOf(linked, acting, { verdict: 'revoke' }) : refusal;
}

/** The form, with what was typed and what is wrong with it. */
export function receiptModel(
  linked: LinkedFile,
  acting: Acting,
  decision: Decision,
  form: Form,
  errors: ReceiptErrors,
): ReceiptModel {
  const { file, token } = linked;
  const { ask } = file.request;
  const followsFrom = (act: Act) =>
    refusalOf(linked, acting, act) ? null : consequenceOf(linked, acting, act, ask.requester.name);
  return {
    approver: decision.approver,
    did: didWords(decision),
    at: moment(decision.at, ask.mls.timeZone),
    limits: conditionsOf(decision),
    reason: decision.reason,
    ask: askView(ask),
    steps: chainView(file),
    disown: followsFrom({ verdict: 'disown', of: decision.id }),
    revoke: isAgreement(decision) ? followsFrom({ verdict: 'revoke' }) : null,
    revokeLabel: revokeLabelOf(decision),
    action: `/receipt/${token}`,
    link: fingerprint(token),
    chosen: { disown: form['verdict'] === 'disown', revoke: form['verdict'] === 'revoke' },
    values: { reason: form['reason'] ?? '', code: form['code'] ?? '' },
    errors,
    errorList: errorLinks(Object.values(errors)),
  };
}

function revokeLabelOf({ verdict }: Decision): string {
  const what = verdict === 'set-up' ? 'it back: the key must not be used' : 'my approval back';
  return `It was me, and I take ${what}`;
}

/** What would follow, in words that stand on the page beforehand. */
function consequenceOf(linked: LinkedFile, acting: Acting, act: Act, developer: string): string {
  const isDisowned = act.verdict === 'disown';
  const { standing, credential, request } = linked.file;
  const otherwise = otherwiseWords(request.ask);
  switch (standingAfter(linked, acting, act).state) {
    case 'revoked': {
      if (request.ask.change) return `What it changed counts no more. ${developer} and support are told.`;
      const isOurs = credential?.issuer === 'builtin';
      const key = isOurs ? 'the key stops working at once' : credential ? endWords(credential) : otherwise;
      return `The request ends, and ${key}. ${developer} and support are told.`;
    }
    case 'denied':
      return isDisowned
        ? `It does not count. The request still ends, because of what others said.`
        : `The request ends, and ${otherwise}. ${developer} gets your reason by mail.`;
    case 'approved':
      return 'It does not count. The request stays approved by the others.';
    case 'pending':
    case 'lapsed':
    case 'withdrawn': {
      const stops = standing.state === 'approved' ? 'The request stops before anything comes of it. ' : '';
      return isDisowned
        ? `${stops}It does not count, and you are asked again by a new mail.`
        : `${stops}It counts as a no, and the others still decide. ${developer} can read your reason.`;
    }
  }
}
