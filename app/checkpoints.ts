import type { Logger } from 'pino';
import type { AuditKey } from '../secrets/audit-key';
import type { CheckpointStore } from '../store/port';

const dayMs = 86_400_000;
/** How often it is looked whether a day has passed: the store knows when the last one was made, so no start or stop matters. */
const lookEveryMs = 3_600_000;

export interface Checkpoints {
  stop(): Promise<void>;
}

/** Makes a checkpoint of the audit every day, of however many processes one. What fails is tried again within the hour, and is loud. */
export function keepCheckpoints(checkpoints: CheckpointStore, key: AuditKey | undefined, log: Logger): Checkpoints {
  if (!key) {
    log.warn('no COUNTERSIGN_AUDIT_KEY is set: no checkpoints of the audit are made');
    return { stop: async () => undefined };
  }
  const look = async () => {
    try {
      const outcome = await checkpoints.write(key, dayMs);
      if (outcome.kind === 'written') log.info({ number: outcome.checkpoint.number }, 'audit checkpoint made');
      if (outcome.kind === 'lost') {
        log.error(
          { lost: outcome.lost },
          'rows of the audit that a checkpoint covers are not there: see countersign audit verify',
        );
      }
    } catch (error) {
      log.error({ err: error }, 'no audit checkpoint could be made; it is tried again');
    }
  };
  let looking = look();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, lookEveryMs);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
