export interface Reply {
  /** What was written above the quote. */
  readonly above: readonly string[];
  /** What was written below or between the quoted lines, as far as it can be told from them. */
  readonly below: readonly string[];
}

const wrote =
  'wrote|a écrit|escribió|escribio|schrieb|geschreven|ha scritto|escreveu|skrev|napisał\\(?a?\\)?|написала?\\(?а?\\)?';
const attribution: readonly RegExp[] = [
  new RegExp(`^(?:on|le|el|am|op|il|em|den|på|dnia|w dniu|в)\\s.{4,300}(?:${wrote})[^:]{0,60}:?$`, 'iu'),
  new RegExp(`^.{0,160}@.{1,160}(?:${wrote})\\s*:$`, 'iu'),
  new RegExp(`^\\d.{4,200}(?:${wrote})\\s*:$`, 'iu'),
  /^(?:on )?\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.{1,120}<[^<>\s]+@[^<>\s]+>\s*:?$/i,
];
const separator: readonly RegExp[] = [
  /^[-_=*~ ]{2,}\s*(?:original (?:message|mail|appointment)|forwarded message|message d['’ ]origine|message (?:original|transféré)|mensaje (?:original|reenviado)|urspr[uü]ngliche nachricht|weitergeleitete nachricht|messaggio originale|mensagem original|oorspronkelijk bericht|reply (?:above|message))\s*[-_=*~ ]*$/i,
  /^(?:begin forwarded message|d[eé]but du message (?:r[eé]exp[eé]di[eé]|transf[eé]r[eé])|inicio del mensaje reenviado)\s*:?$/i,
  /^_{10,}$/,
];
const headerStart = /^\*?(?:from|de|von|da|van|från|fra|od)\s?:\*?\s*\S/i;
const headerNext =
  /^\*?(?:sent|date|to|cc|subject|envoyé|date d'envoi|à|a|objet|enviado(?: el)?|para|asunto|fecha|gesendet|an|betreff|datum|reply-to|responder a)\s?:\*?\s/i;

/** Parts what a person wrote from what the mail program quoted. */
export function readReply(text: string): Reply {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trimEnd().replace(/^\ufeff/, ''));
  const start = lines.findIndex((_, index) => isQuoteStart(lines, index));
  if (start < 0) return { above: lines, below: [] };
  return { above: lines.slice(0, start), below: belowQuote(lines, start) };
}

function isQuoteStart(lines: readonly string[], index: number): boolean {
  const line = (lines[index] ?? '').trim();
  if (line === '') return false;
  if (isMarked(line) || separator.some((pattern) => pattern.test(line))) return true;
  if (headerStart.test(line)) return lines.slice(index + 1, index + 6).some((next) => headerNext.test(next.trim()));
  return attributionLength(lines, index) > 0;
}

/** How many lines an "On …, Ann wrote:" takes, wrapped as mail programs do; 0 when none begins here. */
function attributionLength(lines: readonly string[], index: number): number {
  for (const length of [1, 2, 3]) {
    const joined = lines.slice(index, index + length).map((line) => line.trim());
    if (joined.includes('')) return 0;
    if (attribution.some((pattern) => pattern.test(joined.join(' ')))) return length;
  }
  return 0;
}

/** After a quote without marks nothing can be told apart, so all of it is quote. */
function belowQuote(lines: readonly string[], start: number): readonly string[] {
  const afterAttribution = lines.slice(start + attributionLength(lines, start));
  const first = afterAttribution.find((line) => line.trim() !== '') ?? '';
  if (!isMarked(first.trim())) return [];
  const rest = afterAttribution.filter((line) => !isMarked(line.trim()));
  const nextQuote = rest.findIndex((line, index) => index > 0 && isQuoteStart(rest, index));
  return nextQuote < 0 ? rest : rest.slice(0, nextQuote);
}

function isMarked(line: string): boolean {
  return /^(?:>|\|\s|\|$|&gt;)/.test(line);
}
