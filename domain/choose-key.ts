import type { DataRole, KeyKind } from './plan';

/** Whether several agents sign in, each as themselves. */
export const signInAnswers = ['no', 'yes'] as const;
export type SignInAnswer = (typeof signInAnswers)[number];

/** Who sees the data: everybody, visitors who registered, agents and staff, or one broker or agent their own listings. */
export const audiences = ['everybody', 'registered', 'members', 'own'] as const;
export type Audience = (typeof audiences)[number];

export interface KeyAnswers {
  readonly signIn?: SignInAnswer | undefined;
  readonly audience?: Audience | undefined;
}

/** What to ask next, or the key that fits: from an MLS's data plan, or asked for directly. Each with its reasons. */
export type KeyChoice =
  | { readonly kind: 'question'; readonly question: keyof KeyAnswers }
  | {
      readonly kind: 'data-plan' | 'direct-contact';
      readonly keyKind: KeyKind;
      readonly role: DataRole;
      readonly because: readonly string[];
    };

const roleOf: Readonly<Record<Audience, DataRole>> = {
  everybody: 'idx',
  registered: 'vow',
  members: 'private',
  own: 'own',
};

const roleReasons: Readonly<Record<Audience, string>> = {
  everybody: 'Anonymous consumers see the data: that is the IDX role, under the IDX policy of the MLS.',
  registered:
    'Consumers who registered on the site see the data: that is the VOW role. It adds some private data to what IDX shows.',
  members:
    'Only agents, brokers and their staff see the data: that is the Private role, with all fields that a member may see.',
  own: 'The key reads only listings in which the member, or somebody of the office or company, was listing or selling agent. It has the Private role, with that restriction.',
};

const bearerReason =
  'One user, or a generic agent, stands behind the key: a bearer token does, as for most developers. Its access token does not expire.';
const oidcReasons = [
  'Several agents sign in with their own Flexmls user and password, and the product acts as each of them: that needs an OpenID Connect key, whose access tokens are temporary.',
  'An OpenID Connect key needs the own approval of the MLS, which is asked directly: the Datamart does not sell it.',
];

/** The key that fits what a developer wants to do. */
export function chooseKey({ signIn, audience }: KeyAnswers): KeyChoice {
  if (signIn === undefined) return { kind: 'question', question: 'signIn' };
  if (audience === undefined) return { kind: 'question', question: 'audience' };
  const role = roleOf[audience];
  const reason = roleReasons[audience];
  return signIn === 'yes'
    ? { kind: 'direct-contact', keyKind: 'oidc', role, because: [...oidcReasons, reason] }
    : { kind: 'data-plan', keyKind: 'bearer', role, because: [bearerReason, reason] };
}
