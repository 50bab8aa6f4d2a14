import { pino, type Logger } from 'pino';

/** JSON lines on standard error; on a terminal only what needs somebody's attention, so that the welcome text stays in sight. */
export function createLog(level: string, destination: 'json' | 'terminal'): Logger {
  const isQuiet = destination === 'terminal' && level === 'info';
  return pino({ level: isQuiet ? 'warn' : level, base: null }, pino.destination({ fd: 2, sync: true }));
}
