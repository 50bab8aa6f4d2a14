import { DateTime } from 'luxon';
import type { Logger } from 'pino';
import type { Relay } from '../client/relay';
import { isBearerToken } from '../issuer/bearer-token';
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

/** When a day (YYYY-MM-DD) is over in that zone, in seconds since 1970. */
export function endOfDay(day: string, zone: string): number {
  const local = DateTime.fromISO(day, { zone });
  const start = local.isValid ? local : DateTime.fromISO(day, { zone: 'utc' });
  return start.plus({ days: 1 }).startOf('day').toSeconds();
}

/** Notices that keys are used for the first time. */
export interface UseWatch {
  /** Returns at once: what is written, once for a key, is written after the answer. */
  notice(key: BuiltinKey): void;
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
