import type { Credential } from '../../domain/credential';
import type { Facts } from '../../domain/decision';
import { type Grant, type GrantAct, type GrantEvent, grantStanding, usualTerm } from '../../domain/grant';
import type { Ask, GrantChange } from '../../domain/request';
import { type GrantFacts, type Roster, rosterOf } from '../../domain/roster';
import { chain, decision, facts, opening, step } from './samples';
import { spec } from './store-scene';

/** Small grants for tables: `granted('g1', { events: [...] })`, all from 3 May 2026 on. */

const dayMs = 86_400_000;
export const began = Date.UTC(2026, 4, 3, 15);
export const day = (count: number): number => began + count * dayMs;

export const ask: Ask = {
  kind: 'purchase-with-approval',
  mls: { id: 'harbor', name: 'Harbor MLS', timeZone: 'America/Chicago' },
  plan: { id: 'harbor-idx', name: 'Harbor IDX', role: 'idx', keyKind: 'bearer' },
  keyHolder: { kind: 'office', flexmlsUser: 'harbor01' },
  requester: { id: 'dana', name: 'Dana Fox', company: 'Foxglove Software', email: 'dana@foxglove.example' },
  product: { name: 'Harbor Homes', url: 'https://homes.example' },
  use: 'A public site.',
  termsVersion: '1',
  termsHash: 'h1',
  price: { minor: 0, currency: 'USD' },
};

export function key(id: string, more: Partial<Credential> = {}): Credential {
  return {
    id,
    requestId: 'g1',
    generation: 1,
    evidenceId: 'e-mls-ann-1',
    issuer: 'builtin',
    madeBy: null,
    keyId: id,
    clientId: null,
    spec,
    issuedAt: began,
    pickUpUntil: day(14),
    pickedUpAt: day(1),
    firstUsedAt: day(2),
    overlapMs: null,
    heldAt: null,
    disabledAt: null,
    disabledBecause: null,
    ...more,
  };
}

/** What happened so many days after it began. */
export function happened(days: number, act: GrantAct, because = 'So it was.'): Omit<GrantEvent, 'seq'> & GrantAct {
  return { at: day(days), by: 'Kim', because, ...act };
}

export interface GrantSample {
  readonly at?: number;
  readonly began?: number;
  readonly ask?: Partial<Ask>;
  readonly facts?: Partial<Facts>;
  readonly events?: readonly (Omit<GrantEvent, 'seq'> & GrantAct)[];
  readonly keys?: readonly Credential[];
  /** Renewals and other changes by the ids of their requests, each approved by Bob. */
  readonly changes?: Readonly<Record<string, GrantChange['kind']>>;
}

const steps = chain(step('mls', ['ann', 'bob'], { accepts: ['link+code', 'attested'] }));
const openings = [opening('mls', 0, day(9_999))];

export function granted(id: string, sample: GrantSample = {}): GrantFacts {
  const events = (sample.events ?? []).map((event, index): GrantEvent => ({ ...event, seq: index + 1 }));
  const beganAt = sample.began ?? began;
  const grant: Grant = {
    id,
    beganAt,
    firstUntil: beganAt + 365 * dayMs,
    term: usualTerm,
    terms: { version: '1', hash: 'h1' },
    events,
  };
  const asked = { ...ask, ...sample.ask };
  const approved = (by: string, at: number) => facts({ openings, decisions: [decision('mls', by, 'approve', at)] });
  const changes = Object.entries(sample.changes ?? {}).map(([requestId, kind]) => {
    const change = { kind, grantId: id, approvedAt: beganAt, until: null, differences: [] };
    return {
      request: { id: requestId, ask: { ...asked, kind: 'grant-change' as const, change } },
      chain: steps,
      facts: approved('bob', day(300)),
    };
  });
  return {
    grant,
    standing: grantStanding(grant, sample.at ?? day(100)),
    origin: {
      request: { id, ask: asked },
      chain: steps,
      facts: sample.facts ? facts({ openings, ...sample.facts }) : approved('ann', beganAt),
    },
    changes,
    ask: asked,
    keys: sample.keys ?? [key(`${id}-key`)],
  };
}

/** The roster of these grants a hundred days after 3 May 2026. */
export function rosterWith(grants: readonly GrantFacts[], at = day(100)): Roster {
  return rosterOf(
    { mls: ask.mls, operator: 'Example Data Platform', at, checkpoint: { number: 4, hash: 'c4' } },
    grants,
  );
}
