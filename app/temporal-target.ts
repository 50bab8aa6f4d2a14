import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';
import type { Config } from './config';

/** Which Temporal server, and how to reach it. */
export interface TemporalTarget {
  readonly connection: ClientConnectConfig['connectionOptions'];
  readonly namespace: string;
}

/**
 * The server that the standard variables name: `TEMPORAL_ADDRESS` with the key and certificates beside it, or a profile of the Temporal
 * command line's own file. Undefined when none is named.
 */
export function namedTemporal(config: Config, env: NodeJS.ProcessEnv = process.env): TemporalTarget | undefined {
  if (config.TEMPORAL_ADDRESS === undefined && config.TEMPORAL_PROFILE === undefined) return undefined;
  const overrideEnvVars = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars });
  return { connection: connectionOptions, namespace: namespace ?? 'default' };
}
