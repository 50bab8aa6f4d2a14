import { arc, type DKIMVerifyResult, dkimVerify, dmarc, spf } from 'mailauth';
import type { Instant } from '../../domain/instant';
import type { DnsAnswers, Resolver } from './dns';
import { watch } from './dns-watch';
import { keepFirstSignatures } from './signature-limit';
import { readSignature, type Signature } from './signature';

/** What the SMTP server saw; none for an uploaded or fetched mail. */
export interface Envelope {
  readonly ip?: string | undefined;
  readonly helo?: string | undefined;
  /** MAIL FROM; '' is the null sender. */
  readonly sender?: string | undefined;
}

export interface Authentication {
  readonly signatures: readonly Signature[];
  /** The addresses the checker took from From; ours must be the same. */
  readonly headerFrom: readonly string[];
  readonly spf: string;
  readonly dmarc: DmarcView;
  readonly arc: string;
  readonly answers: DnsAnswers;
  readonly dnsIsSpent: boolean;
}

export interface DmarcView {
  readonly result: string;
  /** The policy that applies to this mail, `t=y` and subdomains considered. */
  readonly policy: string;
  readonly isStrict: boolean;
  readonly record: string | null;
}

const strict = { strict: true, minBitLength: 1024 } as const;

/**
 * Checks signatures, sending server, policy and forwarders' seals as of `receivedAt`. Not `authenticate()` of mailauth, which judges
 * expiry by today's clock; and never its `trustReceived`, which believes headers anybody can write.
 */
export async function authenticate(
  raw: Buffer,
  receivedAt: Instant,
  lookUp: Resolver,
  envelope: Envelope = {},
): Promise<Authentication> {
  const { resolver, answers, isSpent } = watch(lookUp);
  const message = keepFirstSignatures(raw);
  const dkim = await dkimVerify(message, { ...strict, resolver, curTime: new Date(receivedAt) });
  const server = await checkServer(resolver, envelope);
  const policy = await checkPolicy(dkim, server.domain, resolver);
  const signatures = dkim.results
    .filter(({ status }) => status.result !== 'none')
    .map((result) => readSignature(result, dkim.headerFrom[0] ?? '', policy.isStrict));
  return {
    signatures: await withRealWeakness(message, signatures, resolver),
    headerFrom: dkim.headerFrom,
    spf: server.result,
    dmarc: policy,
    arc: await checkSeals(dkim, resolver),
    answers: answers(),
    dnsIsSpent: isSpent(),
  };
}

/**
 * The checker refuses a weak signature before it looks whether it holds. One that would not hold either is no honest weak
 * signature, only a line anybody can write, so its weakness must not excuse the mail.
 */
async function withRealWeakness(
  message: Buffer,
  signatures: readonly Signature[],
  resolver: Resolver,
): Promise<readonly Signature[]> {
  if (signatures.every(({ weakness, isAligned }) => weakness === '' || !isAligned)) return signatures;
  const { results } = await dkimVerify(message, { resolver, minBitLength: 1 });
  return signatures.map((signature, index) =>
    signature.weakness === '' || results[index]?.status.result === 'pass' ? signature : { ...signature, weakness: '' },
  );
}

async function checkServer(
  resolver: Resolver,
  { ip, helo, sender }: Envelope,
): Promise<{ readonly result: string; readonly domain: string | null }> {
  if (ip === undefined) return { result: 'none', domain: null };
  try {
    const checked = await spf({ ip, helo: helo ?? `[${ip}]`, sender: sender ?? '', resolver, strict: true });
    return { result: checked.status.result, domain: checked.status.result === 'pass' ? checked.domain : null };
  } catch {
    return { result: 'permerror', domain: null };
  }
}

async function checkPolicy(dkim: DKIMVerifyResult, spfDomain: string | null, resolver: Resolver): Promise<DmarcView> {
  const passing = dkim.results.filter(({ status }) => status.result === 'pass');
  const checked = await dmarc({
    headerFrom: dkim.headerFrom,
    fromFields: dkim.fromFields,
    spfDomains: spfDomain === null ? [] : [spfDomain],
    dkimDomains: passing.map(({ signingDomain = '', status }) => ({
      domain: signingDomain,
      ...(status.underSized !== undefined && { underSized: status.underSized }),
    })),
    resolver,
    strict: true,
  });
  if (checked === false) return { result: 'none', policy: 'none', isStrict: true, record: null };
  return {
    result: checked.status.result,
    policy: checked.policy ?? 'none',
    isStrict: checked.alignment?.dkim.strict ?? false,
    record: checked.rr ?? null,
  };
}

async function checkSeals(dkim: DKIMVerifyResult, resolver: Resolver): Promise<string> {
  if (!dkim.arc?.chain) return 'none';
  try {
    const checked = await arc({ ...dkim.arc, chain: dkim.arc.chain }, { ...strict, resolver });
    return checked.status.result;
  } catch {
    return 'fail';
  }
}
