interface Status {
  readonly recipient: string | null;
  readonly action: string;
  readonly status: string | null;
  readonly diagnostic: string | null;
}

/** The fields of RFC 3464. Of several recipients the first that failed counts, else the first. Null when it names none. */
export function readStatusReport(text: string): Status | null {
  const blocks = text.split(/(?:\r?\n[ \t]*){2,}/).map(fieldsOf);
  const recipients = blocks.filter(
    (fields) => fields.has('final-recipient') || fields.has('original-recipient') || fields.has('action'),
  );
  const fields = recipients.find((each) => /^failed/i.test(each.get('action') ?? '')) ?? recipients[0];
  if (fields === undefined) return null;
  return {
    recipient: address(fields.get('original-recipient')) ?? address(fields.get('final-recipient')),
    action: (fields.get('action') ?? 'failed').toLowerCase().split(/[\s(;]/)[0] || 'failed',
    status: /[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? null,
    diagnostic: afterType(fields.get('diagnostic-code')) ?? null,
  };
}

function fieldsOf(block: string): ReadonlyMap<string, string> {
  const lines = block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const pairs = lines.flatMap((line) => {
    const match = /^([A-Za-z-]+)[ \t]*:[ \t]*(.*)$/.exec(line);
    return match ? [[match[1]!.toLowerCase(), match[2]!.trim()] as const] : [];
  });
  return new Map(pairs);
}

/** `rfc822; Ann@x.example` is "Ann@x.example". */
function address(value: string | undefined): string | null {
  const plain = afterType(value)?.replace(/^<|>$/g, '').trim();
  return plain !== undefined && plain.includes('@') ? plain : null;
}

function afterType(value: string | undefined): string | undefined {
  return (
    value
      ?.replace(/^\s*[\w-]+\s*;\s*/, '')
      .replace(/\s+/g, ' ')
      .trim() || undefined
  );
}
