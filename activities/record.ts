import type { RequestFile } from '../store/port';
import type { ActivityContext } from './context';
import { newLink } from './links';
import { aboutRequest, requestFile } from './request-file';

/** A status page outlives its request: the developer may look back. */
const statusLinkDays = 365;
const dayMs = 86_400_000;

export function recordActivities({ store, renderer, settings }: ActivityContext) {
  /** Lets the store judge the request and keep the outcome, once it has one; answers with the facts it judged by. */
  async function record({ requestId }: { requestId: string }) {
    const { facts, at } = await store.requests.settle(requestId);
    return { facts, at };
  }

  /** Writes the developer that the request is on its way, who will be asked, and where to follow it. */
  async function acknowledge({ requestId }: { requestId: string }): Promise<{ letters: readonly string[] }> {
    const file = await requestFile(store, requestId);
    const steps = file.chain.steps.map(({ title, approvers, quorum }) => ({
      title,
      approvers: approvers
        .map(({ name, title: capacity }) => `${name} (${capacity})`)
        .join(quorum === 'any' ? ' or ' : ' and '),
    }));
    return writeDeveloper(file, 'received', 1, (statusUrl) => ({ ...about(file), steps, statusUrl }));
  }

  /** Tells the developer how a request that was not approved has ended, and why. */
  async function announce({ requestId }: { requestId: string }): Promise<{ letters: readonly string[] }> {
    const file = await requestFile(store, requestId);
    const { standing } = file;
    switch (standing.state) {
      case 'denied':
        return writeDeveloper(file, 'denied', 2, (statusUrl) => ({
          ...about(file),
          because: standing.because,
          reason: standing.reason,
          by: `${standing.by.name} (${standing.by.title})`,
          statusUrl,
        }));
      case 'lapsed':
      case 'withdrawn':
        return writeDeveloper(file, standing.state, 2, (statusUrl) => ({
          ...about(file),
          because: standing.because,
          statusUrl,
        }));
      case 'approved':
      case 'pending':
        return { letters: [] };
    }
  }

  async function writeDeveloper<N extends 'received' | 'denied' | 'lapsed' | 'withdrawn'>(
    { request, at }: RequestFile,
    template: N,
    generation: number,
    variables: (statusUrl: string) => object,
  ): Promise<{ letters: readonly string[] }> {
    const { url, link } = newLink(settings.baseUrl, 'status', {
      stepId: null,
      approverId: null,
      credentialId: null,
      generation,
      digest: request.digest,
      deadline: at + statusLinkDays * dayMs,
    });
    const id = `${request.id}.${template}`;
    const recipient = request.ask.requester;
    const letter = await renderer.render({
      id,
      requestId: request.id,
      template,
      recipient,
      date: at,
      variables: variables(url) as never,
    });
    await store.letters.write({ requestId: request.id, letters: [letter], links: [link] });
    return { letters: [id] };
  }

  return { record, acknowledge, announce };
}

function about(file: RequestFile) {
  return { ...aboutRequest(file), requester: { name: file.request.ask.requester.name } };
}
