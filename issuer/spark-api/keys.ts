import type { KeySpec } from '../../domain/credential';
import { IssuerRefused } from '../port';
import { type Key, key, madeKey } from './answers';
import type { Call } from './call';
import { bears, keyBody } from './carry';
import { identitiesOf } from './identities';
import { listAll } from './pages';

/** A key where it stands. Its id is that of its identity and its own, "101/5": the API finds it by no other way. */
export interface Placed {
  readonly id: string;
  readonly path: string;
  readonly key: Key;
}

/** Every key with that marker, of every identity of the developer, oldest first. */
export async function keysWith(call: Call, marker: string, spec: KeySpec): Promise<readonly Placed[]> {
  const found: Placed[] = [];
  for (const identityId of await identitiesOf(call, spec)) {
    const keys = await listAll(call, keysPath(identityId), key);
    found.push(...keys.filter((each) => bears(each, marker)).map((each) => placed(identityId, each)));
  }
  return found;
}

/** Makes the key. Its secret is in no other answer. */
export async function makeKey(call: Call, identityId: string, marker: string, spec: KeySpec) {
  const path = keysPath(identityId);
  const { results } = await call('POST', path, madeKey, { body: keyBody(marker, spec) });
  if (!results[0]) throw new IssuerRefused('answer', 'The key administration API made a key without saying which.');
  const { Key: clientId, Secret: secret, ...made } = results[0];
  return { ...placed(identityId, made), clientId, secret };
}

/**
 * Turns a key on or off, and looks whether it is. All that can be written is sent along, since it is not documented that what is left out
 * stays. A key that is gone is off.
 */
export async function switchKey(call: Call, keyId: string, on: boolean): Promise<void> {
  const path = pathOf(keyId);
  const before = await readKey(call, path, on);
  if (before === undefined || isOn(before) === on) return;
  const { Name, RedirectUri, ApplicationUri, Roles, Comments, IpAddresses, UserAgent, ReadOnly } = before;
  const all = { Name, RedirectUri, ApplicationUri, Roles, Comments, IpAddresses, UserAgent, ReadOnly };
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
  await call('PUT', path, key.partial(), { body: { ...given, Enabled: on } });
  const after = await readKey(call, path, on);
  if (after === undefined || isOn(after) === on) return;
  const [is, wanted] = on ? ['disabled', 'enabled'] : ['enabled', 'disabled'];
  throw new IssuerRefused(
    `not-${wanted}`,
    `The key ${keyId} of the key administration is still ${is}. Have the operator see to it that it is ${wanted}.`,
  );
}

export const isOn = ({ Enabled, Deleted }: Key): boolean => Enabled && !Deleted;

async function readKey(call: Call, path: string, isNeeded: boolean): Promise<Key | undefined> {
  try {
    return (await call('GET', path, key)).results[0];
  } catch (error) {
    if (isNeeded || !(error instanceof IssuerRefused) || error.code !== '404') throw error;
    return undefined;
  }
}

const keysPath = (identityId: string): string => `/v1/developers/identities/${encodeURIComponent(identityId)}/keys`;

function pathOf(keyId: string): string {
  const [identityId = '', id = ''] = keyId.split('/');
  return `${keysPath(identityId)}/${encodeURIComponent(id)}`;
}

function placed(identityId: string, made: Key): Placed {
  const id = `${identityId}/${made.Id}`;
  return { id, path: pathOf(id), key: made };
}
