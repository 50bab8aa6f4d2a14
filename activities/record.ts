import type { LetterInput } from '../mail/render';
import type { RequestFile } from '../store/port';
import type { TemplateName } from '../templates';
import type { ActivityContext } from './context';
import { newLink } from './links';
import { aboutAndRequester, letterAbout, type Letters, requestFile } from './request-file';

/** A status page outlives its request: the developer may look back. */
const statusLinkMs = 365 * 86_400_000;

export function recordActivities({ store, renderer, settings }: ActivityContext) {
  /** Lets the store judge the request and keep the outcome, once it has one; answers with the facts it judged by. */
  async function record({ requestId }: { requestId: string }) {
    const { facts, at } = await store.requests.settle(requestId);
    return { facts, at };
  }

  /** Writes the developer that the request is on its way, who will be asked, and where to follow it. */
  async function acknowledge({ requestId }: { requestId: string }): Promise<Letters> {
    const file = await requestFile(store, requestId);
    const steps = file.chain.steps.map(({ title, approvers, quorum }) => ({
      title,
      approvers: approvers
        .map(({ name, title: capacity }) => `${name} (${capacity})`)
        .join(quorum === 'any' ? ' or ' : ' and '),
    }));
    return writeWithStatus(file, 1, (statusUrl) =>
      letterAbout(file, 'received', { ...aboutAndRequester(file), steps, statusUrl }),
    );
  }

  /** Tells the developer how a request that was not approved has ended, and why. */
  async function announce({ requestId }: { requestId: string }): Promise<Letters> {
    const file = await requestFile(store, requestId);
    const { standing } = file;
    const about = { ...aboutAndRequester(file), because: standing.because };
    switch (standing.state) {
      case 'denied': {
        const by = `${standing.by.name} (${standing.by.title})`;
        return writeWithStatus(file, 2, (statusUrl) =>
          letterAbout(file, 'denied', { ...about, reason: standing.reason, by, statusUrl }),
        );
      }
      case 'lapsed':
      case 'withdrawn':
        return writeWithStatus(file, 2, (statusUrl) => letterAbout(file, standing.state, { ...about, statusUrl }));
      case 'approved':
      case 'pending':
        return { letters: [] };
    }
  }

  async function writeWithStatus<N extends TemplateName>(
    { request, at }: RequestFile,
    generation: number,
    write: (statusUrl: string) => LetterInput<N>,
  ): Promise<Letters> {
    const binding = {
      stepId: null,
      approverId: null,
      credentialId: null,
      generation,
      digest: request.digest,
      deadline: at + statusLinkMs,
    };
    const { url, link } = newLink(settings.baseUrl, 'status', binding);
    const letter = await renderer.render(write(url));
    await store.letters.write({ requestId: request.id, letters: [letter], links: [link] });
    return { letters: [letter.id] };
  }

  return { record, acknowledge, announce };
}
