import { randomBytes } from 'node:crypto';
import { type Answer, filterOf, ok, pageOf, Refused } from './envelope';
import type { Identity, Key, User, World } from './world';

export interface Came {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** What stood in the envelope. */
  readonly body: Readonly<Record<string, unknown>>;
}

const route = /^\/v1\/developers\/identities(?:\/(\d+)(\/keys(?:\/(\d+)(\/authorizations)?)?)?)?$/;

/** Does what a call asks for, and answers it. @throws Refused */
export function serve(world: World, came: Came): Answer {
  const { method, path, query } = came;
  if (path === '/v1/developers/roles')
    return ok(world.roles.map((Name, index) => ({ Id: index + 1, Name, DataRole: true })));
  if (path === '/v1/accounts') return pageOf(world.users.filter(filterOf(query.get('_filter'))).map(shownUser), query);
  const [, identityId, keys, keyId, authorizations] = route.exec(path) ?? notFound();
  if (identityId === undefined) return serveIdentities(world, came);
  const identity = world.identities.find(({ Id }) => Id === Number(identityId)) ?? notFound();
  if (keys === undefined) return method === 'GET' ? ok([identity]) : notAllowed();
  if (keyId === undefined) return serveKeys(world, came, identity);
  const key = world.keys.find(({ Id, IdentityId }) => Id === Number(keyId) && IdentityId === identity.Id) ?? notFound();
  return authorizations === undefined ? serveKey(world, came, key) : serveAuthorizations(world, came, key, identity);
}

function serveIdentities(world: World, { method, query, body }: Came): Answer {
  if (method === 'GET') return pageOf(world.identities.filter(filterOf(query.get('_filter'))), query);
  if (method !== 'POST') return notAllowed();
  const identity: Identity = {
    Id: world.nextId(),
    FirstName: needed(body, 'FirstName'),
    LastName: needed(body, 'LastName'),
    Company: needed(body, 'Company'),
    Email: needed(body, 'Email'),
    Website: null,
    Comments: textOrNull(body, 'Comments'),
    MlsId: needed(body, 'MlsId'),
  };
  if (!world.mlsIds.includes(identity.MlsId)) throw new Refused(400, 1053, `MlsId is invalid: ${identity.MlsId}`);
  world.identities.push(identity);
  return ok([identity]);
}

function serveKeys(world: World, { method, query, body }: Came, identity: Identity): Answer {
  const own = world.keys.filter(({ IdentityId, Deleted }) => IdentityId === identity.Id && !Deleted);
  if (method === 'GET') return pageOf(own, query);
  if (method !== 'POST') return notAllowed();
  const roles = body['Roles'];
  if (!Array.isArray(roles) || !roles.every((role) => world.roles.includes(String(role)))) {
    throw new Refused(400, 1053, 'Roles is invalid');
  }
  const all: Key = {
    Id: world.nextId(),
    IdentityId: identity.Id,
    Type: 'OAuth2',
    Name: needed(body, 'Name'),
    Key: `client-${randomBytes(8).toString('hex')}`,
    RedirectUri: textOrNull(body, 'RedirectUri'),
    ApplicationUri: textOrNull(body, 'ApplicationUri'),
    Roles: roles as string[],
    Comments: textOrNull(body, 'Comments'),
    ...('IpAddresses' in body ? { IpAddresses: body['IpAddresses'] as string[] } : {}),
    ...('UserAgent' in body ? { UserAgent: String(body['UserAgent']) } : {}),
    ...('ReadOnly' in body ? { ReadOnly: body['ReadOnly'] === true } : {}),
    Enabled: true,
    Deleted: false,
    Editable: true,
    CreatedTimestamp: '2026-03-02T15:00:00Z',
  };
  const kept = Object.entries(all).filter(([field]) => !world.ignores.includes(field as keyof Key));
  const made = Object.fromEntries(kept) as unknown as Key;
  world.keys.push(made);
  return ok([{ ...made, Secret: `secret-${randomBytes(24).toString('hex')}` }]);
}

/** What is not sent along is taken away, as a strict reading of PUT has it. */
function serveKey(world: World, { method, body }: Came, key: Key): Answer {
  if (method === 'GET') return ok([key]);
  if (method !== 'PUT') return notAllowed();
  const { Id, IdentityId, Type, Key: client, Deleted, Editable, CreatedTimestamp } = key;
  const bare = { Name: '', RedirectUri: null, ApplicationUri: null, Roles: [], Comments: null, Enabled: key.Enabled };
  const changed = { ...bare, ...body, Id, IdentityId, Type, Key: client, Deleted, Editable, CreatedTimestamp } as Key;
  const kept = world.ignores.includes('Enabled') ? { ...changed, Enabled: key.Enabled } : changed;
  world.keys = world.keys.map((each) => (each.Id === Id ? kept : each));
  return ok([kept]);
}

function serveAuthorizations(world: World, { method, body }: Came, key: Key, identity: Identity): Answer {
  const own = world.authorizations.filter(({ keyId }) => keyId === key.Id);
  if (method === 'GET') return ok(own);
  if (method !== 'POST') return notAllowed();
  const { Id } = (body['User'] ?? {}) as { Id?: string };
  const user = world.users.find((each) => each.Id === Id && each.MlsId === identity.MlsId);
  if (!user?.isActive) throw new Refused(403, 1015, 'The provided key does not have access to the supplied user');
  if (own.some(({ userId }) => userId === user.Id)) throw new Refused(409, 1055, 'The user is authorized already');
  const authorization = { Id: world.nextId(), keyId: key.Id, userId: user.Id };
  world.authorizations.push(authorization);
  return ok([{ Id: authorization.Id, User: shownUser(user) }]);
}

function shownUser({ Id, UserType, LoginName, Name, MlsId }: User) {
  return { Id, UserType, LoginName, Name, MlsId };
}

function needed(body: Came['body'], field: string): string {
  const text = textOrNull(body, field);
  if (text) return text;
  throw new Refused(400, 1050, `${field} is required`);
}

function textOrNull(body: Came['body'], field: string): string | null {
  const value = body[field];
  return typeof value === 'string' ? value : null;
}

function notFound(): never {
  throw new Refused(404, 404, 'Not found');
}

function notAllowed(): never {
  throw new Refused(405, 405, 'Method not allowed');
}
