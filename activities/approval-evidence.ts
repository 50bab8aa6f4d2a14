import { isAgreement } from '../domain/decision';
import { counted } from '../domain/evaluate';
import { proofsOf } from '../domain/proof';
import type { RequestFile } from '../store/port';
import type { ActivityContext } from './context';
import { permanent } from './failures';

/** The evidence of the approval that completed the chain. Everything is judged anew, the approvers' place in the register included. */
export async function approvalEvidence(
  { store, log }: ActivityContext,
  file: RequestFile,
): Promise<string | undefined> {
  const { request, standing, chain, facts } = file;
  if (standing.state === 'approved') {
    const approvals = counted(chain, facts).filter(isAgreement);
    // Who said it must still be who may say it; the address at which they were asked may have changed since.
    const sayers = approvals.map(({ approver: { id, name } }) => ({ id, name }));
    const gone = await store.directory.unauthorized(sayers, request.ask);
    const unauthorized = approvals.find(({ approver }) => gone.some(({ approverId }) => approverId === approver.id));
    const last = proofsOf(request.ask, chain, facts).at(-1);
    if (last && !unauthorized) return last.evidenceId;
    if (unauthorized) {
      const { because } = gone.find(({ approverId }) => approverId === unauthorized.approver.id)!;
      await refuseIssue(store, request.id, because);
      await store.decisions.setAside(request.id, unauthorized.id, because);
      return undefined;
    }
  }
  await refuseIssue(store, request.id, `The request is ${standing.state}.`);
  log.warn({ requestId: request.id, standing: standing.state }, 'issue refused');
  // Taken back between the approval and now, or never approved at all.
  if (standing.state === 'revoked') return undefined;
  throw permanent('IssueRefused', 'The records do not show an approval that counts.');
}

async function refuseIssue(store: ActivityContext['store'], requestId: string, why: string): Promise<void> {
  await store.audit.append(requestId, { kind: 'issue-refused', actor: 'Countersign', note: `No key: ${why}` });
}
