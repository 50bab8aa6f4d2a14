import { z } from 'zod';
import type { DnsAnswers, Resolver } from '../mail/inbound';
import { fileResolver } from '../mail/inbound/dns-file';
import { systemResolver } from '../mail/inbound/dns-system';
import { CliError } from './api';
import { readJsonFile } from './json-file';

/** How a mail arrived, as far as the command line or the file beside it says. */
export interface Circumstances {
  readonly receivedAt?: number | undefined;
  readonly resolver?: Resolver | undefined;
  readonly ip?: string | undefined;
  readonly helo?: string | undefined;
  readonly sender?: string | undefined;
  readonly alignment?: 'strict' | 'relaxed' | undefined;
}

const dnsAnswers = z.record(z.string(), z.unknown()).transform((answers) => answers as DnsAnswers);
const beside = z.object({
  dns: dnsAnswers.optional(),
  at: z.string().optional(),
  ip: z.string().optional(),
  helo: z.string().optional(),
  sender: z.string().optional(),
});
// One for all files: it stops asking a network that is not there.
const system = systemResolver();

/** What the command line says, else the file beside the mail, else now and the machine's DNS. @throws CliError */
export async function circumstancesOf(
  file: string,
  given: Circumstances,
): Promise<Circumstances & { readonly receivedAt: number; readonly resolver: Resolver }> {
  const found = await readBeside(`${file}.json`);
  return {
    receivedAt: given.receivedAt ?? (found.at === undefined ? Date.now() : readInstant(found.at)),
    resolver: given.resolver ?? (found.dns ? fileResolver(found.dns) : system),
    ip: given.ip ?? found.ip,
    helo: given.helo ?? found.helo,
    sender: given.sender ?? found.sender,
    alignment: given.alignment,
  };
}

/** @throws CliError */
export async function readDns(file: string): Promise<Resolver> {
  const read = dnsAnswers.safeParse(await readJsonFile(file));
  if (!read.success) throw new CliError(`${file}: DNS answers look like { "name": { "TXT": ["…"] } }.`);
  const wrapped = dnsAnswers.safeParse(read.data['dns']);
  return fileResolver(wrapped.success ? wrapped.data : read.data);
}

/** @throws CliError */
export function readInstant(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new CliError(`"${text}" is not a time. Write it as 2026-11-24T15:30:00Z.`);
  return at;
}

async function readBeside(file: string): Promise<z.infer<typeof beside>> {
  const content = await readJsonFile(file, true);
  if (content === undefined) return {};
  const read = beside.safeParse(content);
  if (read.success) return read.data;
  throw new CliError(
    `${file}: ${read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`,
  );
}
