import { bundleFormat, type BundledMail, type EvidenceBundle, type EvidenceRow } from '../domain/evidence-bundle';
import type { Store } from '../store/port';

/**
 * Everything that shows how a request was decided; undefined when there is no such request. Read one after the other: an act that is
 * recorded meanwhile may then have evidence and an audit row too many here, never too few.
 */
export async function bundleOf(store: Store, requestId: string): Promise<EvidenceBundle | undefined> {
  const file = await store.requests.file(requestId);
  if (!file) return undefined;
  const { request, chain, facts, standing, at } = file;
  const earlier = (await store.requests.revisions(requestId)).filter(({ number }) => number < request.revision);
  const evidence = await store.evidence.ofRequest(requestId);
  // Before the audit: what it covers must be there.
  const checkpoint = (await store.checkpoints.covering(requestId)) ?? null;
  const audit = await store.audit.hashed(requestId);
  const mails: BundledMail[] = [];
  for (const id of mailIds(evidence)) mails.push(...(await bundledMail(store, id)));
  return { format: bundleFormat, at, request, earlier, chain, facts, standing, evidence, audit, mails, checkpoint };
}

function mailIds(evidence: readonly EvidenceRow[]): ReadonlySet<string> {
  return new Set(evidence.flatMap(({ detail: { mailId } }) => (typeof mailId === 'string' ? [mailId] : [])));
}

async function bundledMail({ mails }: Store, id: string): Promise<readonly BundledMail[]> {
  const mail = await mails.find(id);
  if (!mail) return [];
  const { receivedAt, envelope, judgement } = mail;
  const raw = Buffer.from(await mails.raw(id)).toString('base64');
  return [{ id, receivedAt, envelope, judgement, raw }];
}
