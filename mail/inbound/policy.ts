import type { Instant } from '../../domain/instant';
import type { Authentication } from './authenticate';
import { isLayoutSafe } from './content-type';
import { type HeaderBlock, valueOf, valuesOf } from './headers';
import { limits } from './limits';
import { finding, type Finding, type RuleId } from './rules';
import { readSender, sameAddress, type Sender } from './sender';
import { type Signature, weaknessOf } from './signature';

/** Everything the rules look at. */
export interface Case {
  readonly raw: Buffer;
  readonly headers: HeaderBlock;
  readonly sender: Sender;
  readonly receivedAt: Instant;
  readonly alignment: 'strict' | 'relaxed';
}

export interface SignedCase extends Case {
  readonly auth: Authentication;
  /** Signatures of the sender's domain that hold, each with what speaks against it. */
  readonly holding: readonly { readonly signature: Signature; readonly weakness: RuleId | null }[];
}

const onlyOnce =
  'from sender reply-to to subject date message-id in-reply-to references content-type content-transfer-encoding mime-version';

/** Rules that need no DNS; the first that finds something decides. */
const shapeRules: readonly ((facts: Case) => Finding | null)[] = [
  ({ raw }) => (raw.length > limits.messageBytes ? finding('limit-size') : null),
  ({ headers }) => (headers.bytes > limits.headerBytes ? finding('limit-headers') : null),
  ({ headers }) => (valueOf(headers, 'from') === undefined ? finding('3-from-missing') : null),
  ({ headers }) => (headers.fault === '2-nul' || headers.fault === '2-bare-cr' ? finding(headers.fault) : null),
  repeatedHeader,
  ({ sender }) => sender.finding,
  ({ headers }) => (headers.fault === null ? null : finding(headers.fault)),
];

/** Rules over what the signatures, the DNS and the forwarders say; the first that finds something decides. */
const proofRules: readonly ((facts: SignedCase) => Finding | null)[] = [
  ({ auth, sender }) =>
    auth.headerFrom.length === 1 && sameAddress(auth.headerFrom[0]!, sender.address!)
      ? null
      : finding('3-from-disagrees'),
  noAnswer,
  ({ holding }) => (holding.length > 0 ? weaknessOfAll(holding) : null),
  ({ auth, holding }) => (holding.length === 0 ? withoutSignature(auth) : null),
  ({ auth }) => (auth.dmarc.result === 'none' ? finding('6-no-dmarc') : null),
  ({ auth }) => (auth.dmarc.result === 'pass' ? null : finding('6-dmarc-fail')),
  ({ headers, sender }) => {
    const named = valueOf(headers, 'sender');
    return named === undefined || sameAddress(readSender(named).address ?? '', sender.address!)
      ? null
      : finding('5-sender');
  },
  ({ raw, headers, holding }) =>
    good(holding).some(({ signs }) => signs.has('content-type')) || isLayoutSafe(raw, headers)
      ? null
      : finding('7-content-type'),
];

export function judgeShape(facts: Case): Finding | null {
  return firstOf(shapeRules, facts);
}

export function judgeProof(facts: Case, auth: Authentication): Finding {
  const signedCase = { ...facts, auth, holding: holdingOf(facts, auth) };
  const found = firstOf(proofRules, signedCase);
  if (found?.rule === '6-dmarc-fail' || found?.rule === '6-dmarc-monitoring') return forwarded(signedCase) ?? found;
  return found ?? finding('proved', `signed by ${good(signedCase.holding)[0]!.domain}`);
}

/** The signature a `proved` verdict rests on. */
export function provingSignature(facts: Case, auth: Authentication): Signature | null {
  return good(holdingOf(facts, auth))[0] ?? null;
}

function firstOf<T>(rules: readonly ((facts: T) => Finding | null)[], facts: T): Finding | null {
  for (const rule of rules) {
    const found = rule(facts);
    if (found) return found;
  }
  return null;
}

function holdingOf(facts: Case, auth: Authentication): SignedCase['holding'] {
  const date = Date.parse(valueOf(facts.headers, 'date') ?? '');
  return auth.signatures
    .filter(({ result, isAligned }) => result === 'pass' && isAligned)
    .map((signature) => ({
      signature,
      weakness: weaknessOf(signature, facts.receivedAt, Number.isNaN(date) ? null : date, facts.alignment),
    }));
}

function good(holding: SignedCase['holding']): readonly Signature[] {
  return holding.filter(({ weakness }) => weakness === null).map(({ signature }) => signature);
}

function repeatedHeader({ headers }: Case): Finding | null {
  const repeated = onlyOnce.split(' ').find((name) => valuesOf(headers, name).length > 1);
  return repeated === undefined ? null : finding('2-repeated-header', repeated);
}

/** A key of the sender's domain or its policy could not be fetched. Only then: an outage must not look like a forgery. */
function noAnswer({ auth, holding }: SignedCase): Finding | null {
  const isKeyMissing = auth.signatures.some(({ result, isAligned }) => result === 'temperror' && isAligned);
  const isOpen = auth.dmarc.result === 'temperror' || (isKeyMissing && good(holding).length === 0);
  if (!isOpen) return null;
  return finding(auth.dnsIsSpent ? '4-dns-budget' : '4-dns');
}

function weaknessOfAll(holding: SignedCase['holding']): Finding | null {
  if (good(holding).length > 0) return null;
  const { weakness, signature } = holding[0]!;
  return finding(weakness!, signature.domain);
}

function withoutSignature({ signatures, dmarc }: Authentication): Finding {
  const own = signatures.filter(({ isAligned }) => isAligned);
  if (own.some(({ comment }) => comment === 'expired')) return finding('5-expired');
  const weak = own.find(({ weakness }) => weakness !== '');
  if (weak) return finding(weak.weakness === 'weak-key' ? '5-weak-key' : '5-weak-algorithm', weak.domain);
  if (dmarc.result === 'none') return finding('6-no-dmarc');
  if (dmarc.result === 'pass') return finding('6-spf-only');
  const why = own[0] ? `${own[0].domain}: ${own[0].comment || own[0].result}` : 'not signed by it';
  return finding(dmarc.policy === 'none' ? '6-dmarc-monitoring' : '6-dmarc-fail', why);
}

/** Forwarders and lists change mails honestly. That proves nothing, but speaks against calling the mail forged. */
function forwarded({ auth, headers }: SignedCase): Finding | null {
  if (auth.arc === 'pass') return finding('10-arc');
  const isList = ['list-id', 'list-post', 'list-unsubscribe'].some((name) => valueOf(headers, name) !== undefined);
  return isList && auth.signatures.some(({ isAligned }) => isAligned) ? finding('10-list') : null;
}
