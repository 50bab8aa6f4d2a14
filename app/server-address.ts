import { isIP, isIPv4, isIPv6 } from 'node:net';

/** An IP address, with or without a port, as resolvers take it: `192.0.2.1`, `192.0.2.1:53`, `2001:db8::1`, `[2001:db8::1]:53`. */
export function isServerAddress(text: string): boolean {
  if (isIP(text)) return true;
  const [, v6, v4, port] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  return (isIPv6(v6 ?? '') || isIPv4(v4 ?? '')) && Number(port) >= 1 && Number(port) <= 65_535;
}
