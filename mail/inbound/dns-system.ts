import { Resolver as SystemResolver } from 'node:dns/promises';
import { codeOf, DnsFailure, isAnswer, type Resolver } from './dns';

const faultsBeforeGivingUp = 3;

/**
 * The machine's own DNS. After a few names in a row without any answer it stops asking: a run over many files must not wait for a
 * network that is not there. `servers` replaces those of the machine.
 */
export function systemResolver(servers: readonly string[] = []): Resolver {
  const system = new SystemResolver({ timeout: 2_000, tries: 2 });
  if (servers.length > 0) system.setServers(servers);
  let faults = 0;
  return async (name, type) => {
    if (faults >= faultsBeforeGivingUp) throw new DnsFailure('ETIMEOUT', name, type);
    try {
      const records = await system.resolve(name, type);
      faults = 0;
      return records as string[][];
    } catch (error) {
      faults = isAnswer(codeOf(error)) || codeOf(error) === 'ESERVFAIL' ? 0 : faults + 1;
      throw error;
    }
  };
}
