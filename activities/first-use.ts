import type { Decision } from '../domain/decision';
import type { RequestFile } from '../store/port';
import { approvalsOf } from './approvals-of';
import { inWords } from './calendar';
import type { ActivityContext } from './context';
import { credentialOf } from './credential-of';
import { aboutRequest, letterAbout, type Letters, requestFile } from './request-file';
import { sendOnce } from './send-once';

export function firstUseActivities(context: ActivityContext) {
  const { store, settings } = context;

  /** A key is in use: whoever said yes to it hears of that, once. */
  async function announceUse({ credentialId }: { credentialId: string }): Promise<Letters> {
    const { requestId, generation, firstUsedAt } = await credentialOf(store, credentialId);
    return sendOnce(context, requestId, `in-use.${generation}`, async () => {
      const file = await requestFile(store, requestId);
      const since = inWords(firstUsedAt ?? file.at, file.request.ask.mls.timeZone);
      return { drafts: approvalsOf(file).map((approval) => draft(file, approval, generation, since)) };
    });
  }

  function draft(file: RequestFile, { id, approver }: Decision, generation: number, since: string) {
    const { requester, product } = file.request.ask;
    const variables = {
      ...aboutRequest(file),
      approver: { name: approver.name, title: approver.title },
      requester: { name: requester.name, company: requester.company },
      product: { name: product.name },
      since,
      support: settings.support.email,
    };
    return { input: letterAbout(file, 'in-use', variables, { part: `${generation}.${id}`, recipient: approver }) };
  }

  return { announceUse };
}
