import type { Logger } from 'pino';
import type { Seal } from '../secrets/seal';
import type { Store } from '../store/port';
import { keepKeyUse, refuseLostPayloadKeys } from './sealing-keys';
import type { Shutdown } from './shutdown';
import type { TemporalTarget } from './temporal-target';
import { type Engine, openEngine } from './wire';

/**
 * The client side of Temporal, with the key that seals what it is told on record.
 * @throws ConfigError when workflows run whose payloads were sealed with a key that is missing
 */
export async function startEngine(
  target: TemporalTarget,
  seal: Seal,
  store: Store,
  log: Logger,
  shutdown: Shutdown,
): Promise<Engine> {
  const engine = shutdown.add('Temporal client', await openEngine(target, seal, store, log), ({ close }) => close());
  await refuseLostPayloadKeys(store.sealing, engine.histories);
  shutdown.add('sealing key', await keepKeyUse(store.sealing, log), ({ stop }) => stop());
  return engine;
}
