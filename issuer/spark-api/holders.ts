import { z } from 'zod';
import type { KeySpec } from '../../domain/credential';
import type { KeyHolderKind } from '../../domain/plan';
import { IssuerRefused } from '../port';
import { account, role } from './answers';
import type { Call } from './call';
import { quoted } from './filter';
import { listAll } from './pages';

const userTypes: Readonly<Record<Exclude<KeyHolderKind, 'generic-agent'>, string>> = {
  member: 'Member',
  office: 'Office',
  company: 'Company',
};

/** @throws IssuerRefused when the API has no such data role. */
export async function checkRole(call: Call, { role: wanted }: KeySpec): Promise<void> {
  const { results } = await call('GET', '/v1/developers/roles', role);
  if (results.some(({ Name }) => Name === wanted)) return;
  throw new IssuerRefused(
    'role',
    `The key administration API knows no role "${wanted}". Ask the operator which one is meant.`,
  );
}

/**
 * The user that the key acts as; undefined for one that acts as the generic agent, and for an OpenID Connect client, where every agent acts
 * as themselves. The user's name is compared again: a filter that is not understood must not authorize somebody else.
 */
export async function holderOf(call: Call, { kind, keyHolder, mlsId }: KeySpec): Promise<string | undefined> {
  if (kind === 'oidc' || keyHolder.kind === 'generic-agent' || keyHolder.flexmlsUser === null) return undefined;
  const user = keyHolder.flexmlsUser;
  const filter = `UserType Eq '${userTypes[keyHolder.kind]}' And LoginName Eq ${quoted(user)}`;
  const found = await listAll(call, '/v1/accounts', account, { _filter: filter });
  const named = found.filter(
    ({ LoginName, MlsId }) => LoginName?.toLowerCase() === user.toLowerCase() && MlsId === mlsId,
  );
  if (named.length === 1) return named[0]!.Id;
  throw noHolder(user);
}

/** Lets the key act for the user. Safe to repeat. @throws IssuerRefused when the user is no longer active. */
export async function authorize(call: Call, keyPath: string, userId: string, { keyHolder }: KeySpec): Promise<void> {
  try {
    await call('POST', `${keyPath}/authorizations`, z.unknown(), { body: { User: { Id: userId } } });
  } catch (error) {
    if (!(error instanceof IssuerRefused)) throw error;
    if (error.code === '1015') throw noHolder(keyHolder.flexmlsUser!);
    // It was authorized before.
    if (error.code !== '1055') throw error;
  }
}

function noHolder(user: string): IssuerRefused {
  return new IssuerRefused(
    'holder',
    `The key is to act as the Flexmls user ${user}, who is unknown or inactive there. Ask the MLS to make the user active; it is tried again.`,
  );
}
