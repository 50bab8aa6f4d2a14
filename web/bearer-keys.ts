import { DateTime } from 'luxon';
import type { Logger } from 'pino';
import type { Relay } from '../client/relay';
import { noLimits } from '../domain/limits';
import { isBearerToken } from '../issuer/bearer-token';
import type { TokenReader } from '../oidc/port';
import { hashToken } from '../secrets/token';
import type { BuiltinKey, Store } from '../store/port';
import { dayAt } from './conditions-form';

/** A key that was sent, with the day it is sent on (YYYY-MM-DD) in the zone of its MLS. */
export interface SentKey {
  readonly key: BuiltinKey;
  readonly day: string;
  readonly zone: string;
}

/** The enabled key behind a token; its limits are not judged. What cannot be one of ours is refused without a look at the store. */
export async function readKey(
  store: Pick<Store, 'keys' | 'directory' | 'now'>,
  token: string,
): Promise<SentKey | undefined> {
  const key = isBearerToken(token) ? await store.keys.bySecretHash(hashToken(token)) : undefined;
  if (!key?.enabled) return undefined;
  const { limits, mlsId } = key.spec;
  const zone = (limits.until === null ? undefined : (await store.directory.mls(mlsId))?.timeZone) ?? 'utc';
  return { key, day: dayAt(await store.now(), zone), zone };
}

/** What reads listing data: a key of ours, or an agent's token. */
export type UsedKey = Pick<BuiltinKey, 'id' | 'spec' | 'isInUse'>;

/** An agent who signed in to an OpenID Connect client reads as themselves, in the role that their MLS approved for it. */
export function keyOfAgent({ clientId, clientName, mlsId, role, user }: TokenReader): UsedKey {
  const keyHolder = { kind: 'member', flexmlsUser: user } as const;
  const spec = {
    environment: 'live',
    kind: 'oidc',
    role,
    mlsId,
    keyHolder,
    name: clientName,
    limits: noLimits,
  } as const;
  // Whether a client is in use is not noticed here: it may be used without reading any data.
  return { id: clientId, spec, isInUse: true };
}

/** When a day (YYYY-MM-DD) is over in that zone, in seconds since 1970. */
export function endOfDay(day: string, zone: string): number {
  const local = DateTime.fromISO(day, { zone });
  const start = local.isValid ? local : DateTime.fromISO(day, { zone: 'utc' });
  return start.plus({ days: 1 }).startOf('day').toSeconds();
}

/** Notices that keys are used for the first time. */
export interface UseWatch {
  /** Returns at once: what is written, once for a key, is written after the answer. */
  notice(key: UsedKey): void;
  /** Resolves when nothing is being written. */
  done(): Promise<void>;
}

/** Only keys to live data are watched: nobody approved of what a demo key reads. */
export function createUseWatch(
  { keys }: Pick<Store, 'keys'>,
  relay: Pick<Relay, 'tell'>,
  log: Pick<Logger, 'error'>,
): UseWatch {
  const underway = new Map<string, Promise<void>>();

  async function record(id: string): Promise<void> {
    try {
      const dispatch = await keys.noticeUse(id);
      if (dispatch) void relay.tell(dispatch);
    } catch (error) {
      log.error({ err: error, keyId: id }, 'first use not recorded; the next use will be');
    } finally {
      underway.delete(id);
    }
  }

  return {
    notice({ id, isInUse, spec }) {
      if (!isInUse && spec.environment === 'live' && !underway.has(id)) underway.set(id, record(id));
    },
    done: async () => void (await Promise.all(underway.values())),
  };
}
