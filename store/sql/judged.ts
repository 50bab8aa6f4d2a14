import type { Message } from '../../client/port';
import type { Facts } from '../../domain/decision';
import { sift } from '../../domain/evaluate';
import type { Instant } from '../../domain/instant';
import type { Refusal } from '../../domain/refuse';
import type { NewEvent, RequestFile } from '../port';
import type { Trx } from './database';
import { readFile } from './files';

/** A file whose facts are sifted: only acts that count. */
export interface Judged extends RequestFile {
  readonly counting: Facts;
}

/** What an order came to: why not, or what happened and what the workflow is told. */
export type CarriedOut = Refusal | { readonly event: NewEvent | null; readonly message: Message };

export async function judged(trx: Trx, requestId: string, at: Instant): Promise<Judged> {
  const file = (await readFile(trx, requestId, at))!;
  return { ...file, counting: sift(file.chain, file.facts) };
}
