import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Requester } from '../domain/request';
import { plainAddress } from '../mail/address';
import type { DeveloperStore } from '../store/port';
import { isPlainText } from './bodies';
import type { FieldError } from './problem';

const line = z
  .string()
  .trim()
  .max(120)
  .refine((text) => isPlainText(text) && !/[\t\r\n]/.test(text), 'must be one line of text');

/** What the API takes and the console's form turns into. Unknown keys are refused. */
export const newDeveloperBody = z.strictObject({ name: line, company: line, email: line }).meta({ id: 'NewDeveloper' });

export type Meeting =
  | { readonly kind: 'added'; readonly developer: Requester }
  | { readonly kind: 'unfit'; readonly errors: readonly FieldError[] };

/** Checks who is to be added and adds them, or says for each field what to change; then nothing is stored. */
export async function meet(developers: DeveloperStore, body: z.output<typeof newDeveloperBody>): Promise<Meeting> {
  const { name, company } = body;
  const email = plainAddress.safeParse(body.email);
  const errors = [
    name === '' ? missing('name', 'Give the name of the person who asks.') : null,
    company === '' ? missing('company', 'Give the company, or the name again for a person alone.') : null,
    email.success ? null : addressError,
  ].filter((error) => error !== null);
  if (!email.success || errors.length > 0) return { kind: 'unfit', errors };
  const developer = await developers.add({ id: randomUUID(), name, company, email: email.data });
  return developer ? { kind: 'added', developer } : { kind: 'unfit', errors: [addressKnown] };
}

function missing(field: string, remedy: string): FieldError {
  return { field, problem: 'This is missing.', remedy };
}

export const addressError: FieldError = {
  field: 'email',
  problem: 'This is not one plain mail address.',
  remedy: 'Write it like dana@company.example, without a name, quotes or a second address.',
};

const addressKnown: FieldError = {
  field: 'email',
  problem: 'A developer with this address is there already.',
  remedy: 'Choose them from the list of developers.',
};
