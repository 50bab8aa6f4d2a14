import { changesOf, type Grant, isOverForGood } from '../domain/grant';
import { retirementOf } from '../domain/grant-keys';
import type { Instant } from '../domain/instant';
import type { GrantFile } from '../store/port';

/** What there is to draw. */
export type Life = Pick<GrantFile, 'grant' | 'keys' | 'standing' | 'at'>;

/** A stretch of time in a grant's life. */
export interface Span {
  readonly kind: 'term' | 'grace' | 'suspended' | 'transition' | 'key';
  readonly from: Instant;
  readonly to: Instant;
}

export interface Lane {
  readonly title: string;
  readonly spans: readonly Span[];
}

/** More keys than this are left out, the oldest first: the list below the picture names them all. */
const mostKeys = 6;

/** A grant's life, lane by lane: its terms, what interrupted it, and each key. */
export function lanesOf(file: Life): readonly Lane[] {
  const { keys } = file;
  const interruptions = [...suspensions(file), ...transitions(file)];
  return [
    { title: 'Term', spans: terms(file) },
    ...(interruptions.length > 0 ? [{ title: 'Interrupted', spans: interruptions }] : []),
    ...keys.slice(-mostKeys).map((key) => ({
      title: `Key ${key.generation}`,
      spans: [
        { kind: 'key' as const, from: key.issuedAt, to: key.disabledAt ?? retirementOf(key, keys) ?? lastOf(file) },
      ],
    })),
  ];
}

/** The last moment that the picture shows. */
export function lastOf({ standing, at }: Life): Instant {
  return isOverForGood(standing) ? at : Math.max(standing.endsAt!, standing.until);
}

function terms({ grant, standing }: Life): readonly Span[] {
  const end = isOverForGood(standing) ? standing.since : Infinity;
  const effective = changesOf(grant);
  const ends = [
    grant.firstUntil,
    ...grant.events.flatMap((event) =>
      event.kind === 'renewed' && effective.includes(event.requestId) ? [event.until] : [],
    ),
  ];
  const spans = ends.map((to, index): Span => ({ kind: 'term', from: ends[index - 1] ?? grant.beganAt, to }));
  const grace: Span = { kind: 'grace', from: standing.until, to: standing.endsAt ?? end };
  return [...spans, grace].map((span) => ({ ...span, to: Math.min(span.to, end) })).filter(({ from, to }) => from < to);
}

function suspensions(file: Life): readonly Span[] {
  return file.grant.events.flatMap((event): Span[] => {
    if (event.kind !== 'suspended') return [];
    const to = endOf(file, event.seq, (later) => later.kind === 'reinstated' && later.cause === event.cause);
    return [{ kind: 'suspended', from: event.at, to }];
  });
}

function transitions(file: Life): readonly Span[] {
  return file.grant.events.flatMap((event): Span[] => {
    if (event.kind !== 'left') return [];
    const to = endOf(file, event.seq, ({ kind }) => kind === 'stayed' || kind === 'amended');
    return [{ kind: 'transition', from: event.at, to: Math.min(to, event.endsAt) }];
  });
}

/** Until what ends it, until the grant is over, or until now. */
function endOf(
  { grant, standing, at }: Life,
  seq: number,
  isEnd: (later: Grant['events'][number]) => boolean,
): Instant {
  const end = grant.events.find((later) => later.seq > seq && isEnd(later));
  return end?.at ?? (isOverForGood(standing) ? standing.since : at);
}
