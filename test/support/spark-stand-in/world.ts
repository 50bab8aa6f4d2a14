/** What the key administration holds, in its own words. Ids count up, one count for all. */
export interface Identity {
  readonly Id: number;
  readonly FirstName: string;
  readonly LastName: string;
  readonly Company: string;
  readonly Email: string;
  readonly Website: string | null;
  readonly Comments: string | null;
  readonly MlsId: string;
}

export interface Key {
  readonly Id: number;
  readonly IdentityId: number;
  readonly Type: 'OAuth2';
  readonly Name: string;
  readonly Key: string;
  readonly RedirectUri: string | null;
  readonly ApplicationUri: string | null;
  readonly Roles: readonly string[];
  readonly Comments: string | null;
  readonly IpAddresses?: readonly string[];
  readonly UserAgent?: string;
  readonly ReadOnly?: boolean;
  readonly Enabled: boolean;
  readonly Deleted: boolean;
  readonly Editable: true;
  readonly CreatedTimestamp: string;
}

export interface Authorization {
  readonly Id: number;
  readonly keyId: number;
  readonly userId: string;
}

/** A user of Flexmls. */
export interface User {
  readonly Id: string;
  readonly UserType: 'Member' | 'Office' | 'Company';
  readonly LoginName: string;
  readonly Name: string;
  readonly MlsId: string;
  readonly isActive: boolean;
}

export interface World {
  identities: Identity[];
  keys: Key[];
  authorizations: Authorization[];
  users: User[];
  readonly mlsIds: readonly string[];
  readonly roles: readonly string[];
  /** Fields of a key that it does not take over, although they were sent. */
  ignores: readonly (keyof Key)[];
  nextId(): number;
}

export function createWorld(): World {
  let last = 100;
  return {
    identities: [],
    keys: [],
    authorizations: [],
    users: [
      user('ann.agent', 'Member', 'harbor-coast', true),
      user('old.agent', 'Member', 'harbor-coast', false),
      user('ann.agent', 'Member', 'prairie-lakes', true),
      user('bay.office', 'Office', 'harbor-coast', true),
    ],
    mlsIds: ['harbor-coast', 'prairie-lakes', 'summit-ridge', 'blue-mesa', 'cedar-valley'],
    roles: ['idx', 'vow', 'private', 'public', 'portal', 'single_session'],
    ignores: [],
    nextId: () => ++last,
  };
}

function user(LoginName: string, UserType: User['UserType'], MlsId: string, isActive: boolean): User {
  return { Id: `2011${LoginName}${MlsId}`, UserType, LoginName, Name: `${LoginName} of ${MlsId}`, MlsId, isActive };
}
