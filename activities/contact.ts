import type { Step } from '../domain/chain';
import type { Approver } from '../domain/party';
import { statementLines } from '../domain/statement';
import { actsForWords, keyKindWords, listWords, roleWords } from '../domain/words';
import type { RequestFile } from '../store/port';
import { aboutDirect, letterAbout } from './request-file';
import type { ActivityContext } from './context';
import type { Draft } from './send-once';

/** What a request to an MLS states, as its letters print it. */
export function statedIn({ request }: Pick<RequestFile, 'request'>) {
  const { requester, plan, keyHolder, product, use, statement } = request.ask;
  return {
    requester: { name: requester.name, company: requester.company, email: requester.email },
    role: roleWords[plan.role],
    keyKind: keyKindWords[plan.keyKind],
    keyHolder: actsForWords(plan.keyKind, keyHolder),
    product,
    use,
    statement: statement ? [...statementLines(statement)] : [],
  };
}

/** What support gets as its copy: the same statement, and no link, since a link decides. */
export function copyDraft(
  { settings }: ActivityContext,
  file: RequestFile,
  step: Step,
  asked: readonly Approver[],
): Draft {
  const variables = {
    ...aboutDirect(file),
    ...statedIn(file),
    asked: listWords(
      asked.map(({ name, title, email }) => `${name} (${title}, ${email})`),
      'and',
    ),
    consoleUrl: `${settings.baseUrl}/console/requests/${file.request.id}`,
  };
  const part = `${step.id}.${file.at}`;
  return { input: letterAbout(file, 'contact-copy', variables, { part, recipient: settings.support }) };
}
