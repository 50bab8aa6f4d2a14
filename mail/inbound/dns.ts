import type { DNSResolver } from 'mailauth';

/** Looks a name up, as node:dns does; failures carry a `code` such as ENOTFOUND or ESERVFAIL. */
export type Resolver = DNSResolver;

/** The records of each type, or the failure in a word. TXT records may be one string each or lists of pieces. */
export type DnsAnswers = Readonly<Record<string, DnsAnswer | Readonly<Record<string, DnsAnswer>>>>;
export type DnsAnswer = string | readonly unknown[];

export class DnsFailure extends Error {
  readonly code: string;

  constructor(code: string, name: string, type: string) {
    super(`${type} ${name}: ${code}`);
    this.code = code;
  }
}

const nothingThere = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME']);

/** Whether a failed lookup is an answer (there is no such record) and not a fault of the moment. */
export function isAnswer(code: string): boolean {
  return nothingThere.has(code);
}

export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'EFAILED';
}
