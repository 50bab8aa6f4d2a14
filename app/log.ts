import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { type Logger, pino } from 'pino';
import { withoutBearerTokens } from '../issuer/bearer-token';

/** JSON lines on standard error; on a terminal only what needs somebody's attention, so that the welcome text stays in sight. */
export function createLog(level: string, destination: 'json' | 'terminal'): Logger {
  const isQuiet = destination === 'terminal' && level === 'info';
  const hooks = { streamWrite: withoutBearerTokens };
  const log = pino({ level: isQuiet ? 'warn' : level, base: null, hooks }, pino.destination({ fd: 2, sync: true }));
  adoptTemporal(log.child({ part: 'temporal-sdk' }));
  return log;
}

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;

/** Temporal's SDK logs through one runtime per process; its workers' comings and goings are of no interest above debug. */
function adoptTemporal(log: Logger): void {
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => log[levels[level]](meta ?? {}, message)),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
    },
  });
}
