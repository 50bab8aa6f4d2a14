import type { Decision } from '../domain/decision';
import { counted } from '../domain/evaluate';
import type { RequestFile } from '../store/port';

/** The approvals that a key rests on, one of each mailbox. */
export function approvalsOf({ chain, facts }: RequestFile): readonly Decision[] {
  const all = counted(chain, facts).filter(({ verdict }) => verdict === 'approve');
  return all.filter((each, index) => all.findIndex(({ approver }) => approver.email === each.approver.email) === index);
}
