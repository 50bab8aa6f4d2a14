import type { AccountClaims } from 'oidc-provider';
import { idOf } from './agents';
import type { Agent } from './port';

/** Which claims each scope opens. */
export const claimsByScope = {
  openid: ['sub'],
  profile: ['name', 'given_name', 'family_name', 'preferred_username'],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
  RESO: ['MemberMlsId', 'MemberNrdsId', 'MemberStateLicense', 'OfficeKey'],
  FBS: ['FlexmlsMemberType', 'FlexmlsMlsId'],
} as const;

export type Scope = keyof typeof claimsByScope;
export const scopes = Object.keys(claimsByScope) as readonly Scope[];

/** All that can be said of an agent; the provider leaves out what was not granted. */
export function claimsOf(agent: Agent): AccountClaims {
  const { street, city, state, postcode } = agent.address;
  const name = `${agent.givenName} ${agent.familyName}`;
  return {
    sub: idOf(agent),
    name,
    given_name: agent.givenName,
    family_name: agent.familyName,
    preferred_username: agent.user,
    email: agent.email,
    email_verified: true,
    address: {
      formatted: `${street}\n${city}, ${state} ${postcode}`,
      street_address: street,
      locality: city,
      region: state,
      postal_code: postcode,
    },
    phone_number: agent.phone,
    phone_number_verified: true,
    MemberMlsId: agent.user,
    MemberNrdsId: agent.nrdsId,
    MemberStateLicense: agent.licence,
    OfficeKey: agent.officeKey,
    FlexmlsMemberType: agent.memberType,
    FlexmlsMlsId: agent.mlsId,
  };
}
