import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';

const programs = ['/usr/sbin/postfix', '/usr/sbin/opendkim', '/usr/sbin/dovecot', '/usr/lib/dovecot/lmtp'];
const packages = ['postfix', 'opendkim', 'dovecot-imapd', 'dovecot-lmtpd'];
/** Asked by Debian's packages before they start a service; 101 is a no. */
const servicePolicy = '/usr/sbin/policy-rc.d';
const patienceMs = 240_000;

/**
 * Sees to it that Postfix, OpenDKIM and Dovecot are on this machine, by apt where they are not, and that none of them runs as a service.
 * Returns why they cannot be had; null when they can.
 */
export function installMailServers(): string | null {
  if (userInfo().uid !== 0) return 'Postfix starts only as root';
  if (!programs.every(existsSync)) {
    const failure = installPackages();
    if (failure !== null) return failure;
  }
  const version = execFileSync('/usr/sbin/dovecot', ['--version'], { encoding: 'utf8' });
  return version.startsWith('2.3.')
    ? null
    : `this is Dovecot ${version.trim()}, whose settings are written otherwise than those of 2.3`;
}

function installPackages(): string | null {
  if (!existsSync('/usr/bin/apt-get')) return 'Postfix, OpenDKIM and Dovecot are not here, and there is no apt';
  const hasPolicy = existsSync(servicePolicy);
  try {
    if (!hasPolicy) writeFileSync(servicePolicy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    aptGet('update');
    aptGet('install', '-y', '--no-install-recommends', ...packages);
    return null;
  } catch (error) {
    return `apt could not install them (${(error as Error).message.split('\n')[0]})`;
  } finally {
    if (!hasPolicy) rmSync(servicePolicy, { force: true });
  }
}

function aptGet(...args: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('/usr/bin/apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=60', ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: patienceMs,
  });
}
