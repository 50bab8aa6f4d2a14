import { hashToken } from '../secrets/token';
import type { Link, RequestFile } from '../store/port';
import type { WebContext } from './deps';
import { notFound } from './problem';
import { parseToken } from './token';

/** A link page's link and what it is about, as recorded. */
export interface LinkedFile {
  readonly token: string;
  readonly tokenHash: Uint8Array;
  readonly link: Link;
  readonly file: RequestFile;
}

/** Reads what a token stands for. @throws HttpProblem 404, counted: the same for a malformed, a foreign and an unknown token. */
export async function openLink(
  { store, metrics }: WebContext,
  purpose: Link['purpose'],
  rawToken: string,
): Promise<LinkedFile> {
  const token = parseToken(rawToken);
  const tokenHash = token && hashToken(token);
  const link = tokenHash && (await store.links.find(tokenHash));
  const file = link && link.purpose === purpose ? await store.requests.file(link.requestId) : undefined;
  if (token && tokenHash && link && file) return { token, tokenHash, link, file };
  metrics.unknownLinks.inc();
  throw notFound();
}
