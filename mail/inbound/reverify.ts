import type { Instant } from '../../domain/instant';
import type { DnsAnswers } from './dns';
import { fileResolver } from './dns-file';
import { judgeMail, type JudgeOptions, type Judgement } from './judge';

/**
 * Judges kept evidence again without the network: the same bytes, by the clock of their arrival and the DNS answers of that day. Keys
 * are rotated, so asking the DNS again would disprove honest mail.
 */
export function reverify(
  raw: Buffer,
  stored: { readonly receivedAt: Instant; readonly dnsAnswers: DnsAnswers } & Omit<JudgeOptions, 'resolver'>,
): Promise<Judgement> {
  const { dnsAnswers, ...options } = stored;
  return judgeMail(raw, { ...options, resolver: fileResolver(dnsAnswers) });
}
