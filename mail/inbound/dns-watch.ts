import { codeOf, type DnsAnswers, DnsFailure, type Resolver } from './dns';
import { limits } from './limits';

export interface Watch {
  readonly resolver: Resolver;
  /** All that was looked up, in the form of a DNS file: with it the mail can be checked again without the network. */
  readonly answers: () => DnsAnswers;
  readonly isSpent: () => boolean;
}

type Written = Record<string, Record<string, string | readonly unknown[]>>;

/** Asks each name once, stops asking when a mail wants too many, and writes every answer down. */
export function watch(resolver: Resolver): Watch {
  const asked = new Map<string, ReturnType<Resolver>>();
  const written: Written = {};
  let isSpent = false;

  const ask = async (name: string, type: string) => {
    try {
      const records = keyRecords(name, type, await withTimeout(resolver(name, type), name, type));
      (written[name] ??= {})[type] = records;
      return records;
    } catch (error) {
      (written[name] ??= {})[type] = codeOf(error);
      throw error;
    }
  };
  return {
    resolver: (name, type) => {
      const key = `${type} ${name.toLowerCase()}`;
      const before = asked.get(key);
      if (before) return before;
      if (asked.size >= limits.dnsLookups) {
        isSpent = true;
        return Promise.reject(new DnsFailure('EBUDGET', name, type));
      }
      const answer = ask(name.toLowerCase(), type);
      asked.set(key, answer);
      return answer;
    },
    answers: () => written,
    isSpent: () => isSpent,
  };
}

/** Two keys under one selector are an accident in the making; the checker would take either. It counts as no answer yet. */
function keyRecords<T extends string[][] | string[]>(name: string, type: string, records: T): T {
  if (type !== 'TXT' || !name.includes('._domainkey.') || records.length < 2) return records;
  const keys = records.filter((record) => /(?:^|;)\s*p\s*=/.test([record].flat().join('')));
  if (keys.length > 1) throw new DnsFailure('ETWOKEYS', name, type);
  return (keys.length === 1 ? keys : records) as T;
}

async function withTimeout<T>(answer: Promise<T>, name: string, type: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DnsFailure('ETIMEOUT', name, type)), limits.dnsMs);
  });
  return Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
}
