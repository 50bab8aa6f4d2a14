import type { Chain, Step } from '../domain/chain';
import type { Facts } from '../domain/decision';
import type { Instant } from '../domain/instant';
import type { Approver } from '../domain/party';
import { keyHolderWords, roleWords } from '../domain/words';
import type { NewLetter, NewLink, RequestFile } from '../store/port';
import { endOfBusinessDay, inWords } from './calendar';
import type { ActivityContext } from './context';
import { newLink } from './links';
import { aboutRequest, letterAbout, type Letters, requestFile } from './request-file';

export interface AskInput {
  readonly requestId: string;
  readonly stepId: string;
  /** Only this approver, with a link of this generation in place of the earlier one. Without: everyone the step waits for. */
  readonly approverId?: string;
  readonly generation?: number;
}

/** The letters to deliver, and what the store now knows. No letters: it is not this step's turn, or the approver has answered. */
export interface Asked extends Letters {
  readonly facts: Facts;
  readonly at: Instant;
}

export function askActivities({ store, renderer, settings }: ActivityContext) {
  /** Puts a step to its approvers: plans when it lapses, makes one link each and writes the letters, all in one transaction. */
  async function ask(input: AskInput): Promise<Asked> {
    const file = await requestFile(store, input.requestId);
    const step = pendingStep(file, input.stepId);
    const approvers = step ? whomToAsk(file, input) : [];
    if (!step || approvers.length === 0) return { letters: [], facts: file.facts, at: file.at };

    const lapseAt =
      file.facts.openings.find(({ stepId }) => stepId === step.id)?.lapseAt ?? (await planLapse(file, step));
    const generation = input.generation ?? 1;
    const written = await Promise.all(approvers.map((approver) => writeAsk(file, step, approver, generation, lapseAt)));
    const names = approvers.map(({ name }) => name).join(', ');
    await store.letters.write({
      requestId: input.requestId,
      letters: written.map(({ letter }) => letter),
      links: written.map(({ link }) => link),
      opening: { stepId: step.id, lapseAt },
      event: {
        kind: 'step-opened',
        actor: 'Countersign',
        note: `Asked ${names}: ${step.title}.`,
        detail: { stepId: step.id, generation, lapseAt },
      },
    });
    const { facts, at } = await requestFile(store, input.requestId);
    return { letters: written.map(({ letter }) => letter.id), facts, at };
  }

  async function planLapse({ request, at }: RequestFile, step: Step): Promise<Instant> {
    const mls = await store.directory.mls(request.ask.mls.id);
    return endOfBusinessDay(mls ?? { ...request.ask.mls, closedDays: [] }, at, step.lapseAfter);
  }

  async function writeAsk(file: RequestFile, step: Step, approver: Approver, generation: number, lapseAt: Instant) {
    const { request, chain } = file;
    const { ask: asked } = request;
    const { url, code, link } = newLink(settings.baseUrl, 'decision', {
      stepId: step.id,
      approverId: approver.id,
      credentialId: null,
      generation,
      digest: request.digest,
      deadline: lapseAt,
    });
    const letter = await renderer.render(
      letterAbout(
        file,
        'ask',
        {
          ...aboutRequest(file),
          approver: { name: approver.name, title: approver.title },
          requester: { name: asked.requester.name, company: asked.requester.company, email: asked.requester.email },
          role: roleWords[asked.plan.role],
          keyHolder: keyHolderWords(asked.keyHolder),
          product: asked.product,
          use: asked.use,
          step: { title: step.title, number: numberOf(chain, step), count: chain.steps.length },
          decisionUrl: url,
          code,
          lapseAt: inWords(lapseAt, asked.mls.timeZone),
          again: generation > 1,
        },
        { part: `${step.id}.${approver.id}.${generation}`, recipient: approver },
      ),
    );
    return { letter, link } satisfies { letter: NewLetter; link: NewLink };
  }

  return { ask };
}

function pendingStep({ chain, standing }: RequestFile, stepId: string): Step | undefined {
  return standing.state === 'pending' && standing.stepId === stepId
    ? chain.steps.find(({ id }) => id === stepId)
    : undefined;
}

function whomToAsk({ standing }: RequestFile, { approverId }: AskInput): readonly Approver[] {
  const waitingOn = standing.state === 'pending' ? standing.waitingOn : [];
  return approverId === undefined ? waitingOn : waitingOn.filter(({ id }) => id === approverId);
}

function numberOf(chain: Chain, step: Step): number {
  return chain.steps.findIndex(({ id }) => id === step.id) + 1;
}
