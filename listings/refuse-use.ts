import { BlockList, isIP } from 'node:net';
import { isOver, type Limits } from '../domain/limits';

/** Who comes with a key, and on which day (YYYY-MM-DD). */
export interface Visit {
  readonly day: string;
  readonly address: string;
  readonly userAgent: string;
}

/** Why the limits of a key do not let it be used so, in a sentence; undefined when they do. */
export function refuseUse(limits: Limits, visit: Visit): string | undefined {
  const { until, ips, userAgent } = limits;
  if (isOver(limits, visit.day)) return `This key is no longer valid: its last day was ${until}.`;
  if (ips.length > 0 && !isAmong(ips, visit.address)) return 'This key may not be used from this address.';
  if (userAgent !== null && !visit.userAgent.includes(userAgent)) return 'This key may not be used by this user agent.';
  return undefined;
}

/** @param blocks addresses, or blocks of them in CIDR notation; an IPv4 address is also found in its IPv6 spelling, any without its zone */
function isAmong(blocks: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const block of blocks) {
    const [net = '', bits] = block.split('/');
    if (bits === undefined) list.addAddress(net, family(net));
    else list.addSubnet(net, Number(bits), family(net));
  }
  const [plain = ''] = address.split('%', 1);
  return isIP(plain) !== 0 && list.check(plain, family(plain));
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
