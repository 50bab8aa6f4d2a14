import type { DataPlan, KeyHolderKind } from '../domain/plan';
import type { Form } from './bodies';
import { orNull } from './forms';
import type { NewRequestBody } from './intake';
import { shownMark } from './terms';

/** More MLSs than this are asked in a second application. */
const mostPlans = 25;
const mostFields = 250;
const longestName = 120;
const sharedFields = ['plan', 'productName', 'productUrl', 'use', 'find'] as const;
const planFields = ['also', 'holder', 'user', 'accept', 'shown'] as const;
type PlanField = (typeof planFields)[number];

const draftId = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Whether it may stand in an address of ours: whatever a browser sends. */
export function isDraftId(id: string | undefined): id is string {
  return id !== undefined && draftId.test(id);
}

/** Names a field that is asked for each plan: `user.harbor-coast-idx`. */
export function planField(field: PlanField, planId: string): string {
  return `${field}.${planId}`;
}

/** What of a sent form is kept as a draft. */
export function draftOf(form: Form): Readonly<Record<string, string>> {
  const kept = Object.entries(form).filter(([name, value]) => value !== undefined && isKept(name));
  return Object.fromEntries(kept.slice(0, mostFields)) as Record<string, string>;
}

function isKept(name: string): boolean {
  const isShared = (sharedFields as readonly string[]).includes(name);
  return isShared || (name.length <= longestName && planFields.some((field) => name.startsWith(`${field}.`)));
}

/** The plans that the application is for, the first one first. */
export function plansOf(form: Form): readonly string[] {
  const also = Object.keys(form).flatMap((name) => (name.startsWith('also.') ? [name.slice('also.'.length)] : []));
  return [...new Set([form['plan'] ?? '', ...also])].slice(0, mostPlans);
}

/** The kind of key holder that was chosen, or the only one that the plan allows. */
export function holderOf(form: Form, { id, keyHolders }: DataPlan): KeyHolderKind | undefined {
  if (keyHolders.length === 1) return keyHolders[0];
  const chosen = form[planField('holder', id)];
  return keyHolders.find((kind) => kind === chosen);
}

/** Whether what stands accepted is what the plan says now: terms and price as they were shown. */
export function isAccepted(form: Form, plan: DataPlan): boolean {
  return form[planField('accept', plan.id)] === 'yes' && !isChanged(form, plan);
}

/** Whether terms or price are not those any more that were shown. */
export function isChanged(form: Form, plan: DataPlan): boolean {
  const shown = form[planField('shown', plan.id)];
  return shown !== undefined && shown !== shownMark(plan);
}

/** The form as the body of a request for one of its plans. Without a chosen key holder the rest is judged all the same. */
export function bodyFor(form: Form, plan: DataPlan, developerId: string): Record<keyof NewRequestBody, unknown> {
  const kind = holderOf(form, plan) ?? plan.keyHolders[0] ?? 'member';
  return {
    planId: plan.id,
    developerId,
    // The field of a user name is hidden for the generic agent, whatever was typed into it before.
    keyHolder: { kind, flexmlsUser: kind === 'generic-agent' ? null : orNull(form[planField('user', plan.id)]) },
    product: { name: form['productName'] ?? '', url: orNull(form['productUrl']) },
    use: form['use'] ?? '',
    termsAccepted: isAccepted(form, plan),
    termsVersion: plan.termsVersion,
  };
}
