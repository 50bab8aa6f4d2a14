import { randomUUID } from 'node:crypto';
import { type Authorization, type EntryFacts, factsOf, type Register } from '../../domain/authorization';
import type { Proposal, RegisterChange } from '../../domain/register-change';
import { hashCode, hashToken, newToken } from '../../secrets/token';
import type { NewRegisterLink } from '../../store/port';
import { letterFor, type OpenStore, rightCode } from './store-scene';

/** Small registers for tables: `register(entry('ann'), entry('bob'))`. */

export function entry(id: string, more: Partial<Authorization> = {}): Authorization {
  return {
    id,
    mlsId: 'harbor',
    name: id[0]!.toUpperCase() + id.slice(1),
    email: `${id}@mls.example`,
    title: 'MLS admin',
    role: 'admin',
    dataRoles: null,
    planIds: null,
    backupId: null,
    validFrom: null,
    validTo: null,
    source: 'Letter of the board',
    active: true,
    listedAt: 0,
    attestedAt: null,
    ...more,
  };
}

export function register(...entries: readonly Authorization[]): Register {
  return { mls: { id: 'harbor', name: 'Harbor MLS' }, today: '2026-05-03', entries };
}

export const kim = { id: 'kim', name: 'Kim Roe', email: 'kim@operator.example' };
export const lee = { id: 'lee', name: 'Lee Poe', email: 'lee@operator.example' };
export const nora: EntryFacts = {
  name: 'Nora Beck',
  email: 'nora.beck@harbor-coast.example',
  title: 'Deputy MLS admin',
  role: 'admin',
  dataRoles: null,
  planIds: null,
  backupId: null,
  validFrom: null,
  validTo: null,
  source: 'Letter of the board of 3 May',
};

/** Proposes as Kim; resolves with the change. */
export async function propose(
  { store }: Pick<OpenStore, 'store'>,
  mlsId: string,
  proposal: Proposal,
): Promise<RegisterChange> {
  const outcome = await store.register.propose(mlsId, proposal, kim);
  if (outcome.kind !== 'recorded') throw new Error(`not proposed: ${JSON.stringify(outcome)}`);
  return outcome.change;
}

/** Proposed by Kim and confirmed by Lee. */
export async function confirmed(
  open: Pick<OpenStore, 'store'>,
  mlsId: string,
  proposal: Proposal,
): Promise<RegisterChange> {
  const { id } = await propose(open, mlsId, proposal);
  const outcome = await open.store.register.confirm(mlsId, id, lee);
  if (outcome.kind !== 'recorded') throw new Error(`not confirmed: ${JSON.stringify(outcome)}`);
  return outcome.change;
}

/** What the register says of somebody. */
export async function factsIn({ store }: Pick<OpenStore, 'store'>, mlsId: string, id: string): Promise<EntryFacts> {
  const { register: seen } = (await store.register.file(mlsId))!;
  return factsOf(seen.entries.find((each) => each.id === id)!);
}

/** Mails a link about a register, as its workflow does; resolves with the token. */
export async function mailRegisterLink(
  { store }: Pick<OpenStore, 'store'>,
  mlsId: string,
  binding: Partial<NewRegisterLink> & Pick<NewRegisterLink, 'purpose' | 'approverId'>,
  code = rightCode,
): Promise<string> {
  const token = newToken();
  const tokenHash = hashToken(token);
  const deadline = (await store.now()) + 86_400_000;
  const codeHash = hashCode(tokenHash, code);
  const link = { tokenHash, codeHash, deadline, changeId: null, attestationId: null, ...binding };
  const { attestationId, approverId } = link;
  const begun = attestationId === null ? {} : { attestation: { id: attestationId, approverId } };
  const letter = letterFor('register', randomUUID());
  await store.register.write({ mlsId, key: letter.id, letters: [letter], links: [link], ...begun });
  return token;
}
