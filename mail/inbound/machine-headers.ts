import { decodeWords } from './encoded-words';
import { type HeaderBlock, valueOf } from './headers';
import { limits } from './limits';

/** The headers by which programs say that no person wrote the mail. Each returns what it saw, or null. */
export function autoReplyHeader({ fields }: HeaderBlock): string | null {
  const found = fields.find(({ name, value }) => {
    if (name === 'auto-submitted') return /^auto-(?:replied|notified)/i.test(value);
    if (/^x-auto(?:matic)?-?re(?:ply|spon)/.test(name)) return name !== 'x-auto-response-suppress' && !isNo(value);
    if (/^x-(?:mail-)?auto[-_]?(?:re(?:ply|spon)|generated)|holidayreply|x-vacation/.test(name)) return !isNo(value);
    if (name === 'precedence' || name === 'x-precedence' || name === 'preference')
      return /auto[-_ ]?reply/i.test(value);
    if (name === 'delivered-to') return /^autoresponder$/i.test(value);
    if (name === 'x-mailer') return /vacation|auto[- ]?(?:re(?:ply|spon)|answer)/i.test(value);
    if (name === 'x-post-messageclass') return /autoresponder/i.test(value);
    return name === 'x-amazon-auto-reply' || (name === 'return-path' && /vacation|autoreply/i.test(value));
  });
  return found ? found.name : null;
}

export function listHeader(headers: HeaderBlock): string | null {
  const found = headers.fields.find(({ name, value }) => {
    if (/^list-(?:id|post|unsubscribe|help|subscribe|owner|archive)$/.test(name)) return true;
    if (name === 'precedence' || name === 'x-precedence') return /^(?:list|bulk|junk)/i.test(value);
    return name === 'feedback-id' || name === 'x-mailing-list' || name === 'mailing-list' || name === 'x-loop';
  });
  return found ? found.name : null;
}

export function otherMachineHeader(headers: HeaderBlock): string | null {
  const found = headers.fields.find(({ name, value }) => {
    if (name === 'auto-submitted') return !isNo(value);
    if (name === 'return-path') return /^<\s*>$/.test(value);
    if (name === 'content-class') return /:(?:mdn|dsn|calendarmessage)/i.test(value);
    return /machinegenerated|^x-cron-env$|^x-ms-exchange-generated-message-source$/.test(name);
  });
  if (found) return found.name;
  // Some servers put X-Auto-Response-Suppress on what people write; with the mark of a mailbox rule it is an absence note.
  if (valueOf(headers, 'x-auto-response-suppress') && valueOf(headers, 'x-ms-exchange-inbox-rules-loop')) {
    return 'x-ms-exchange-inbox-rules-loop';
  }
  return /(?:^|[<\s"])(?:no|do[-_.]?not)[-_.]?reply\b[^@\s]*@/i.test(
    (valueOf(headers, 'from') ?? '').slice(0, limits.headerCharacters),
  )
    ? 'from'
    : null;
}

/** Mail systems that return mail write under these names. */
export function isMailSystem(headers: HeaderBlock): boolean {
  const from = decodeWords((valueOf(headers, 'from') ?? '').slice(0, limits.headerCharacters));
  return /(?:^|[<\s"(])(?:mailer[-_.]?daemon|post[-_.]?master|mail[-_.]?daemon|mdaemon|mail delivery (?:sub)?system|bounce[sd]?)\b/i.test(
    from,
  );
}

/** RFC 3834 gives Auto-Submitted a comment and parameters. */
function isNo(value: string): boolean {
  return /^(?:no|false|0)?\s*(?:$|[;(])/i.test(value.trim());
}
