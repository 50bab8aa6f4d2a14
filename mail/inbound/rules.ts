/**
 * `proved`: the person's own mail system signed all that we read. `forged`: it claims something that is disproved, or was built to be
 * read in two ways. `unverifiable`: neither; ask by a confirm link. `retry`: DNS did not answer; judge again later.
 */
export type Verdict = 'proved' | 'unverifiable' | 'forged' | 'retry';

/** Every rule by its id, in words for support staff. The numbers are those of the design, section 1.3. */
const rules = {
  'limit-size': ['unverifiable', 'The message is larger than 5 MB, so it was not read.'],
  'limit-headers': ['unverifiable', 'The message has more than 256 KB of headers, so it was not read.'],
  'limit-parts': ['unverifiable', 'The message has too many parts, or parts nested too deeply, so it was not read.'],
  parse: ['unverifiable', 'The message could not be read as mail.'],
  unreadable: ['unverifiable', 'The file could not be read.'],
  '2-nul': ['forged', 'The headers hold a NUL byte, which mail programs read in different ways.'],
  '2-bare-cr': ['forged', 'A bare carriage return hides a header line from some mail programs.'],
  '2-odd-header': ['unverifiable', 'The headers hold a line that mail programs read in different ways.'],
  '2-repeated-header': ['forged', 'A header that may stand only once stands there twice.'],
  '3-from-missing': ['unverifiable', 'The message does not say who it is from.'],
  '3-from-not-one': ['forged', 'The From header names more than one address.'],
  '3-from-not-plain': ['unverifiable', 'The From header is not one plain mail address.'],
  '3-from-not-ascii': [
    'unverifiable',
    'The From address has letters outside ASCII, which can imitate another address.',
  ],
  '3-from-disagrees': ['forged', 'Mail programs would read different senders out of the From header.'],
  '4-dns': ['retry', "The sender's domain could not be looked up just now."],
  '4-dns-budget': ['unverifiable', 'Checking the message would take too many DNS lookups.'],
  '5-body-length': ['forged', 'The signature covers only a part of the text (l=), so anybody could have added to it.'],
  '5-test-key': ['unverifiable', "The sender's domain marks its signing key as a test."],
  '5-time': ['unverifiable', 'The message or its signature is dated in the future, or has no readable date.'],
  '5-old-signature': [
    'unverifiable',
    'The message was signed more than 7 days before it arrived; it may be an old one sent again.',
  ],
  '5-thin-signature': ['unverifiable', 'The signature does not cover all of From, Subject, Date and Message-ID.'],
  '5-other-domain': ['unverifiable', 'The signature is of a related domain, not of the domain of the address.'],
  '5-loose-signature': ['unverifiable', 'The signature does not follow the standard exactly.'],
  '5-expired': ['unverifiable', 'The signature had expired when the message arrived.'],
  '5-weak-key': ['unverifiable', 'The message is signed with a key below 1024 bits, which can be broken.'],
  '5-weak-algorithm': ['unverifiable', 'The message is signed with SHA-1, which is no longer safe.'],
  '5-sender': ['unverifiable', 'The Sender header names somebody else than the From header.'],
  '6-no-dmarc': [
    'unverifiable',
    "The sender's domain publishes no DMARC policy, so nobody can say what its mail must look like.",
  ],
  '6-spf-only': ['unverifiable', 'Only the sending server fits (SPF); the message has no signature that counts.'],
  '6-dmarc-monitoring': [
    'unverifiable',
    "No signature of the sender's domain holds; the domain only watches such mail (p=none).",
  ],
  '6-dmarc-fail': ['forged', "No signature of the sender's domain holds, and the domain asks to refuse such mail."],
  '7-content-type': [
    'unverifiable',
    'The layout of the message (Content-Type) is not signed, so its text could have been rearranged.',
  ],
  '10-arc': ['unverifiable', 'A forwarder vouches for the message (ARC), but the signature no longer holds.'],
  '10-list': ['unverifiable', 'The message came by a mailing list, which broke the signature.'],
  proved: ['proved', "A signature of the sender's domain covers the whole message, and its DMARC policy is met."],
} as const satisfies Record<string, readonly [Verdict, string]>;

export type RuleId = keyof typeof rules;

/** What a rule found: the verdict on the mail and why. */
export interface Finding {
  readonly verdict: Verdict;
  readonly rule: RuleId;
  readonly reason: string;
}

export const ruleIds = Object.keys(rules) as readonly RuleId[];

export function finding(rule: RuleId, detail = ''): Finding {
  const [verdict, words] = rules[rule];
  return { verdict, rule, reason: detail === '' ? words : `${words} (${detail})` };
}
