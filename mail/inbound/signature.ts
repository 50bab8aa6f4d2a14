import type { DKIMResult } from 'mailauth';
import type { Instant } from '../../domain/instant';
import { limits } from './limits';
import type { RuleId } from './rules';

/** One DKIM signature: what the checker says, reduced to what our rules ask. */
export interface Signature {
  readonly domain: string;
  readonly selector: string;
  readonly result: string;
  readonly comment: string;
  /** The checker's own reason to refuse: weak-key or weak-algorithm. */
  readonly weakness: string;
  /** Of the domain of From, or of one related to it. */
  readonly isAligned: boolean;
  readonly isSameDomain: boolean;
  /** Carries `l=`, whether or not text was added. */
  readonly isPartial: boolean;
  readonly isTest: boolean;
  readonly isLoose: boolean;
  readonly signs: ReadonlySet<string>;
  readonly signedAt: Instant | null;
  readonly bits: number | null;
  /** The key's TXT record, for evidence. */
  readonly record: string | null;
}

const mustSign = ['from', 'subject', 'date', 'message-id'];

export function readSignature(result: DKIMResult, headerFrom: string, isStrict: boolean): Signature {
  const { status, signingDomain = '' } = result;
  const isSameDomain = plainDomain(headerFrom.split('@').at(-1) ?? '') === plainDomain(signingDomain);
  const signedAt = Date.parse(result.signTime ?? '');
  return {
    domain: plainDomain(signingDomain),
    selector: result.selector ?? '',
    result: status.result,
    comment: status.comment ?? '',
    weakness: status.policy?.['dkim-rules'] ?? '',
    isAligned: isSameDomain || (!isStrict && Boolean(status.aligned)),
    isSameDomain,
    isPartial: result.canonBodyLengthLimited === true || status.underSized !== undefined,
    isTest: status.testing === true,
    isLoose: (status.warnings ?? []).length > 0,
    signs: new Set((result.signingHeaders?.keys ?? '').split(':').map((key) => key.trim().toLowerCase())),
    signedAt: Number.isNaN(signedAt) ? null : signedAt,
    bits: result.modulusLength ?? null,
    record: result.rr ?? null,
  };
}

/** Why a signature that holds still proves nothing, or null when it does. `date` is the signed Date header. */
export function weaknessOf(
  signature: Signature,
  receivedAt: Instant,
  date: Instant | null,
  alignment: 'strict' | 'relaxed',
): RuleId | null {
  const { isPartial, isTest, isLoose, isSameDomain, signs } = signature;
  if (isPartial) return '5-body-length';
  if (isTest) return '5-test-key';
  if (isLoose) return '5-loose-signature';
  if (mustSign.some((name) => !signs.has(name))) return '5-thin-signature';
  if (alignment === 'strict' && !isSameDomain) return '5-other-domain';
  if (date === null || date > receivedAt + limits.dateAheadMs) return '5-time';
  const signedAt = signature.signedAt ?? date;
  if (signedAt > receivedAt + limits.clockSkewMs && signature.signedAt !== null) return '5-time';
  return receivedAt - signedAt > limits.signatureAgeMs ? '5-old-signature' : null;
}

function plainDomain(domain: string): string {
  return domain.trim().toLowerCase().replace(/\.$/, '');
}
