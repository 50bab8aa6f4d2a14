import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashPassword, newPassword } from '../secrets/password';
import { hashToken, newToken } from '../secrets/token';
import type { StaffStore } from '../store/port';
import type { Config } from './config';

export interface FirstAccount {
  readonly email: string;
  /** Null when the account is not new: the password was shown once, at the first start. */
  readonly password: string | null;
}

const sessionMs = 30 * 86_400_000;

/** Where the command line on this machine finds the running program and its own session. */
export function cliFile(dataFolder: string): string {
  return join(dataFolder, 'cli.json');
}

/**
 * Makes the first staff account in a store that has none, and signs the command line of this machine in as it. Whoever owns the data folder
 * owns the store anyway, so its session may lie there.
 */
export async function openLocalAccount(staff: StaffStore, config: Config, url: string): Promise<FirstAccount | null> {
  const email = config.COUNTERSIGN_SUPPORT_EMAIL;
  const password = (await staff.count()) === 0 ? await makeFirst(staff, email) : null;
  const account = await staff.byEmail(email);
  if (!account?.active) return null;
  const token = newToken();
  await staff.openSession(account.id, hashToken(token), sessionMs);
  mkdirSync(config.COUNTERSIGN_DATA, { recursive: true, mode: 0o700 });
  writeFileSync(cliFile(config.COUNTERSIGN_DATA), JSON.stringify({ url, token }), { mode: 0o600 });
  return { email, password };
}

/** The new account's password, or null when another process was faster. */
async function makeFirst(staff: StaffStore, email: string): Promise<string | null> {
  const password = newPassword();
  const isMade = await staff.create({ id: randomUUID(), name: 'Support', email }, await hashPassword(password));
  return isMade ? password : null;
}
