import { approvalsNeeded, type Step } from '../domain/chain';
import { paymentStep } from '../domain/payment';
import { roleWords } from '../domain/words';
import type { LetterInput } from '../mail/render';
import type { RequestFile, Store } from '../store/port';
import type { TemplateName } from '../templates';
import { inWords } from './calendar';
import type { ActivityContext } from './context';
import { newLink } from './links';
import { receiptDrafts } from './receipts';
import { type Known, recorded, type Recorded } from './recorded';
import { aboutAndRequester, aboutRequest, letterAbout, type Letters, requestFile } from './request-file';
import { type Draft, sendOnce } from './send-once';

/** A status page outlives its request: the developer may look back. */
const statusLinkMs = 365 * 86_400_000;

export function recordActivities(context: ActivityContext) {
  const { store, settings } = context;

  /** Lets the store judge the request and keep the outcome, once it has one; sends the receipts that are due. */
  async function record(known: Known): Promise<Recorded> {
    const { requestId, turn } = known;
    const file = await store.requests.settle(requestId);
    const letters = await sendOnce(context, requestId, `record.${turn}`, async () => ({
      drafts: await receiptDrafts(context, file),
    }));
    return recorded(file, known, letters);
  }

  /** Writes the developer that the request is on its way, who will be asked, and where to follow it; and those who are only told. */
  async function acknowledge({ requestId }: { requestId: string }): Promise<Letters> {
    const file = await requestFile(store, requestId);
    const steps = file.chain.steps.map((step) => ({ title: step.title, approvers: whom(step) }));
    return writeWithStatus(context, file, 'acknowledge', (statusUrl) =>
      letterAbout(file, 'received', {
        ...aboutAndRequester(file),
        steps,
        statusUrl,
        isRegistration: file.request.ask.kind === 'registration',
      }),
    );
  }

  /** Tells the developer how a request that was not approved has ended, and why; and those who are only told, however it ended. */
  async function announce({ requestId }: { requestId: string }): Promise<Letters> {
    const file = await requestFile(store, requestId);
    const { standing } = file;
    const about = { ...aboutAndRequester(file), because: standing.because, runsOn: await runsOn(store, file) };
    const key = `announce.${standing.state}`;
    switch (standing.state) {
      case 'denied': {
        const by = `${standing.by.name} (${standing.by.title})`;
        return writeWithStatus(context, file, key, (statusUrl) =>
          letterAbout(file, 'denied', { ...about, reason: standing.reason, by, statusUrl }),
        );
      }
      case 'revoked':
        return writeWithStatus(context, file, key, (statusUrl) =>
          letterAbout(file, 'revoked', { ...about, statusUrl, support: settings.support.email }),
        );
      case 'lapsed': {
        const unpaid = standing.stepId === paymentStep;
        return writeWithStatus(context, file, key, (statusUrl) =>
          letterAbout(file, 'lapsed', { ...about, statusUrl, unpaid }),
        );
      }
      case 'withdrawn':
        return writeWithStatus(context, file, key, (statusUrl) =>
          letterAbout(file, 'withdrawn', { ...about, statusUrl }),
        );
      case 'approved':
        return write(context, file, key);
      case 'pending':
        return { letters: [] };
    }
  }

  return { record, acknowledge, announce };
}

/** Until when what was granted before goes on, for a request to renew or change it. */
async function runsOn({ grants }: Pick<Store, 'grants'>, { request }: RequestFile): Promise<string | null> {
  const { change, mls } = request.ask;
  const endsAt = change && (await grants.file(change.grantId))?.standing.endsAt;
  return endsAt ? inWords(endsAt, mls.timeZone) : null;
}

/** A letter with a link to the developer's status page. */
async function writeWithStatus<N extends TemplateName>(
  context: ActivityContext,
  file: RequestFile,
  key: string,
  letter: (statusUrl: string) => LetterInput<N>,
): Promise<Letters> {
  const { url, link } = newLink(context.settings.baseUrl, 'status', {
    generation: 1,
    digest: file.request.digest,
    deadline: file.at + statusLinkMs,
  });
  return write(context, file, key, { input: letter(url), link });
}

/** The developer's letter, and those to whom the chain names as told and not asked. */
async function write(
  context: ActivityContext,
  file: RequestFile,
  key: string,
  ...own: readonly Draft[]
): Promise<Letters> {
  const drafts = [...own, ...informedLetters(file, key).map((input) => ({ input }))];
  return sendOnce(context, file.request.id, key, async () => ({ drafts }));
}

/** To those whom the chain names as told and not asked. */
function informedLetters(file: RequestFile, key: string) {
  const { request, chain, standing } = file;
  const { requester, product, plan } = request.ask;
  return chain.informed.map((approver) =>
    letterAbout(
      file,
      'informed',
      {
        ...aboutRequest(file),
        approver: { name: approver.name, title: approver.title },
        requester: { name: requester.name, company: requester.company },
        product: { name: product.name },
        role: roleWords[plan.role],
        outcome: standing.state === 'pending' ? null : standing.because,
      },
      { part: `${approver.id}.${key}`, recipient: approver },
    ),
  );
}

/** "Tom Berg (Broker of record) or Ann Lee (MLS admin)", "2 of: ...", or why nobody is asked. */
function whom({ approvers, quorum, exempt }: Step): string {
  if (exempt) return exempt.because;
  const names = approvers.map(({ name, title }) => `${name} (${title})`);
  const needed = approvalsNeeded(quorum, names.length);
  if (names.length === 1 || needed === names.length) return names.join(' and ');
  return needed === 1 ? names.join(' or ') : `${needed} of ${names.join(', ')}`;
}
