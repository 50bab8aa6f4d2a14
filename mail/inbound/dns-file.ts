import { type DnsAnswer, type DnsAnswers, DnsFailure, type Resolver } from './dns';

const codes: Readonly<Record<string, string>> = {
  NXDOMAIN: 'ENOTFOUND',
  NODATA: 'ENODATA',
  SERVFAIL: 'ESERVFAIL',
  TIMEOUT: 'ETIMEOUT',
  REFUSED: 'EREFUSED',
  FORMERR: 'EFORMERR',
};

const aliasLimit = 8;

/** Answers from written-down records instead of the network. A name that is not written down does not exist. */
export function fileResolver(answers: DnsAnswers): Resolver {
  const names = new Map(Object.entries(answers).map(([name, types]) => [plainName(name), byType(types)]));
  return async (name, type) => {
    const types = names.get(aliasOf(names, plainName(name)));
    const answer = types?.get(type.toUpperCase());
    if (types === undefined) throw new DnsFailure('ENOTFOUND', name, type);
    if (answer === undefined) throw new DnsFailure('ENODATA', name, type);
    const failure = failureIn(answer);
    if (failure !== null) throw new DnsFailure(failure, name, type);
    const records = typeof answer === 'string' ? [answer] : answer;
    // The library's type knows only strings, but wants objects for MX as node:dns gives them.
    return records.map((record) => recordOf(record, type.toUpperCase())) as string[][];
  };
}

/** The name that the CNAME records lead to. */
function aliasOf(names: ReadonlyMap<string, ReadonlyMap<string, DnsAnswer>>, name: string): string {
  let at = name;
  for (let step = 0; step < aliasLimit; step++) {
    const alias = names.get(at)?.get('CNAME');
    const target = typeof alias === 'string' && failureIn(alias) === null ? alias : alias?.[0];
    if (typeof target !== 'string' || alias === undefined || failureIn(alias) !== null) return at;
    at = plainName(target);
  }
  return at;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** A bare list is taken for TXT, a bare word for the failure of every type. */
function byType(types: unknown): ReadonlyMap<string, DnsAnswer> {
  if (Array.isArray(types)) return new Map([['TXT', types]]);
  if (typeof types === 'string') {
    const failure = failureIn(types);
    if (failure === null) return new Map([['TXT', [types]]]);
    return new Map(['TXT', 'A', 'AAAA', 'MX', 'PTR', 'CNAME'].map((type) => [type, failure]));
  }
  if (typeof types !== 'object' || types === null) return new Map();
  return new Map(Object.entries(types).map(([type, answer]) => [type.toUpperCase(), answer as DnsAnswer]));
}

function failureIn(answer: DnsAnswer): string | null {
  if (typeof answer === 'object' && !Array.isArray(answer)) {
    const { error } = answer as { readonly error?: unknown };
    return failureIn(typeof error === 'string' ? error : 'SERVFAIL');
  }
  if (typeof answer !== 'string') return answer.length === 0 ? 'ENODATA' : null;
  const word = answer.trim().toUpperCase();
  if (codes[word] !== undefined) return codes[word];
  return /^E[A-Z]{4,}$/.test(word) ? word : null;
}

function recordOf(record: unknown, type: string): unknown {
  if (type === 'TXT') return Array.isArray(record) ? record.map(String) : [String(record)];
  if (type !== 'MX' || typeof record !== 'string') return record;
  const [, priority = '0', exchange = record] = /^\s*(\d+)\s+(\S+)/.exec(record) ?? [];
  return { priority: Number(priority), exchange };
}
