import { createHash } from 'node:crypto';
import type { Instant } from '../../domain/instant';
import { authenticate, type Authentication, type Envelope } from './authenticate';
import { type Bounce, readBounce } from './bounce';
import type { Command } from './command-words';
import { decodeWords } from './encoded-words';
import type { DnsAnswers, Resolver } from './dns';
import { type HeaderBlock, readHeaders, valueOf } from './headers';
import { type Machine, machineOf } from './machine';
import { meaningOf } from './meaning';
import { type MimeTree, readParts, TooMuch } from './parts';
import { type Case, judgeProof, judgeShape, provingSignature } from './policy';
import { finding, type Finding, type RuleId, type Verdict } from './rules';
import { readSender } from './sender';
import type { Signature } from './signature';
import { shownText } from './shown-text';
import { limits } from './limits';

export interface JudgeOptions {
  readonly receivedAt: Instant;
  readonly resolver: Resolver;
  readonly envelope?: Envelope | undefined;
  /** Whether a related domain's signature counts. Strict unless the approver's listing says otherwise. */
  readonly alignment?: 'strict' | 'relaxed' | undefined;
}

export type Flag = 'weak-key' | 'related-domain' | 'forwarder-seal';

/** What a received mail is worth, with what is needed to check it again years later. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly rule: RuleId;
  readonly reason: string;
  /** The one plain address it claims to be from; who it is only when `proved`. */
  readonly from: string | null;
  readonly machine: Machine | null;
  readonly bounce: Bounce | null;
  /** One exact command by a person. It counts only with `proved`; never set for machine mail or forgeries. */
  readonly command: Command | null;
  readonly commandReason: string;
  readonly subject: string | null;
  readonly messageId: string | null;
  readonly date: Instant | null;
  /** The domain whose signature the verdict rests on. */
  readonly signedBy: string | null;
  readonly dkimRecords: readonly { readonly name: string; readonly record: string }[];
  readonly dmarcRecord: string | null;
  /** Every DNS answer used, for `reverify`. */
  readonly dnsAnswers: DnsAnswers;
  readonly flags: readonly Flag[];
  readonly sha256: string;
}

/** Judges one mail. Never throws for what the mail holds: unreadable mail is `unverifiable` by the rule "parse". */
export async function judgeMail(raw: Buffer, options: JudgeOptions): Promise<Judgement> {
  try {
    return await judge(raw, options);
  } catch {
    return told(raw, finding('parse'), {});
  }
}

async function judge(raw: Buffer, options: JudgeOptions): Promise<Judgement> {
  const { receivedAt, resolver, envelope = {}, alignment = 'strict' } = options;
  const headers = readHeaders(raw);
  const sender = readSender(valueOf(headers, 'from'));
  const facts: Case = { raw, headers, sender, receivedAt, alignment };
  const readable = withLineFeeds(raw);
  const { tree, tooMuch } = await takeApart(readable);
  const shape = judgeShape(facts) ?? tooMuch;
  const auth = shape === null ? await authenticate(raw, receivedAt, resolver, envelope) : null;
  const found = shape ?? judgeProof(facts, auth!);
  const text = tree === null ? '' : shownText(tree);
  const read = readable === raw ? headers : readHeaders(readable);
  const described = describe(read);
  const machine = machineOf({ headers: read, tree, text, envelope }, writtenAt(described.date, receivedAt));
  return told(raw, found, {
    ...described,
    from: sender.address,
    machine,
    bounce: machine?.kind === 'bounce' && tree ? readBounce(read, tree, text) : null,
    ...commandIn(found, machine, tree),
    ...(auth && evidenceOf(auth, found.verdict === 'proved' ? provingSignature(facts, auth) : null)),
  });
}

/** Some mailboxes of old Macs end lines by CR alone. Such a mail proves nothing, but a bounce in it is still a bounce. */
function withLineFeeds(raw: Buffer): Buffer {
  if (raw.includes(0x0a) || raw.length > limits.messageBytes) return raw;
  return Buffer.from(raw.toString('latin1').replace(/\r/g, '\n'), 'latin1');
}

async function takeApart(raw: Buffer): Promise<{ readonly tree: MimeTree | null; readonly tooMuch: Finding | null }> {
  if (raw.length > limits.messageBytes) return { tree: null, tooMuch: null };
  try {
    return { tree: await readParts(raw), tooMuch: null };
  } catch (error) {
    if (error instanceof TooMuch) return { tree: null, tooMuch: finding('limit-parts') };
    throw error;
  }
}

function commandIn(found: Finding, machine: Machine | null, tree: MimeTree | null): Partial<Judgement> {
  if (machine) return { commandReason: `A program wrote it, not a person (${machine.kind}: ${machine.because}).` };
  if (tree === null) return {};
  if (found.verdict === 'forged') return { commandReason: 'A forged message is not read for a decision.' };
  const { command, because } = meaningOf(tree);
  return { command, commandReason: because };
}

/** Days without a year are meant from the day of writing, which an old mail judged today still names. */
function writtenAt(date: Instant | null | undefined, receivedAt: Instant): Instant {
  return date == null || date > receivedAt + limits.dateAheadMs ? receivedAt : date;
}

function describe(headers: HeaderBlock): Partial<Judgement> {
  const date = Date.parse(valueOf(headers, 'date') ?? '');
  const subject = valueOf(headers, 'subject');
  return {
    subject: subject === undefined ? null : decodeWords(subject.slice(0, limits.headerCharacters)),
    messageId: valueOf(headers, 'message-id') ?? null,
    date: Number.isNaN(date) ? null : date,
  };
}

function evidenceOf(auth: Authentication, proving: Signature | null): Partial<Judgement> {
  const flags: readonly (Flag | false)[] = [
    proving?.bits != null && proving.bits < 2_048 && 'weak-key',
    proving !== null && !proving.isSameDomain && 'related-domain',
    auth.arc === 'pass' && 'forwarder-seal',
  ];
  return {
    signedBy: proving?.domain ?? null,
    dkimRecords: auth.signatures.flatMap(({ selector, domain, record }) =>
      record === null ? [] : [{ name: `${selector}._domainkey.${domain}`, record }],
    ),
    dmarcRecord: auth.dmarc.record,
    dnsAnswers: auth.answers,
    flags: flags.filter((flag) => flag !== false),
  };
}

function told(raw: Buffer, { verdict, rule, reason }: Finding, rest: Partial<Judgement>): Judgement {
  return {
    verdict,
    rule,
    reason,
    from: null,
    machine: null,
    bounce: null,
    command: null,
    commandReason: 'It was not read for a decision.',
    subject: null,
    messageId: null,
    date: null,
    signedBy: null,
    dkimRecords: [],
    dmarcRecord: null,
    dnsAnswers: {},
    flags: [],
    sha256: createHash('sha256').update(raw).digest('hex'),
    ...rest,
  };
}
