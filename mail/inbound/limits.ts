const kilobyte = 1024;
const minute = 60_000;
const day = 24 * 60 * minute;

/** What one mail may cost us. Anything above is kept, but not read. */
export const limits = {
  messageBytes: 5 * kilobyte * kilobyte,
  headerBytes: 256 * kilobyte,
  parts: 200,
  nesting: 10,
  /** Longer HTML and longer text are not read for a command. */
  htmlCharacters: 512 * kilobyte,
  textCharacters: 200 * kilobyte,
  /** What is looked at to tell bounces and absences, and of a header for people. */
  shownCharacters: 64 * kilobyte,
  headerCharacters: 2_000,
  htmlNesting: 300,
  signatures: 10,
  dnsLookups: 60,
  dnsMs: 8_000,
  /** Clocks differ: a signature may seem this far ahead of its arrival. */
  clockSkewMs: 5 * minute,
  /** A signature older than this at arrival may be an old mail sent again. */
  signatureAgeMs: 7 * day,
  dateAheadMs: day,
  embeddedLevels: 3,
  embeddedMessages: 5,
} as const;
