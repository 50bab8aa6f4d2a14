import { BlockList, isIPv6 } from 'node:net';

/** Keeps count of who connects and sends, so that one who floods us leaves room for everybody else. */
export interface Callers {
  /** False: that address holds as many connections as it may. Otherwise it holds one more, until `leave`. */
  arrive(ip: string): boolean;
  leave(ip: string): void;
  /** How many mails that sender has begun in this minute, with the one that is beginning. */
  send(ip: string, sender: string): number;
}

const minute = 60_000;

export function createCallers(clientsPerAddress: number, now = Date.now): Callers {
  const connections = new Map<string, number>();
  const sent = new Map<string, number>();
  let until = 0;

  return {
    arrive(ip) {
      const network = networkOf(ip);
      const before = connections.get(network) ?? 0;
      if (before >= clientsPerAddress) return false;
      connections.set(network, before + 1);
      return true;
    },
    leave(ip) {
      const network = networkOf(ip);
      const left = (connections.get(network) ?? 0) - 1;
      if (left > 0) connections.set(network, left);
      else connections.delete(network);
    },
    send(ip, sender) {
      // All counts end together, so that the table never holds more than one minute's callers.
      if (now() >= until) {
        sent.clear();
        until = now() + minute;
      }
      const caller = callerOf(ip, sender);
      const count = (sent.get(caller) ?? 0) + 1;
      sent.set(caller, count);
      return count;
    },
  };
}

const ownNetworks = new BlockList();
for (const [network, bits] of [
  ['10.0.0.0', 8],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  ownNetworks.addSubnet(network, bits);
ownNetworks.addAddress('::1', 'ipv6');
ownNetworks.addSubnet('fc00::', 7, 'ipv6');

/**
 * By whom a mail counts. A stranger is their address: what they say of themselves they can change with every mail. A relay of our own in
 * front of us brings everybody's mail, so there the sender's domain tells them apart.
 */
export function callerOf(ip: string, sender: string): string {
  if (!ownNetworks.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4')) return networkOf(ip);
  return `${ip} ${sender.slice(sender.lastIndexOf('@') + 1).toLowerCase()}`;
}

/** Whoever has one IPv6 address has all of its /64. */
function networkOf(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const [head, tail] = ip.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail);
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}

function groupsOf(half: string | undefined): readonly string[] {
  return half === undefined || half === '' ? [] : half.split(':');
}
