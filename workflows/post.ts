import { CancellationScope, isCancellation, log } from '@temporalio/workflow';
import { deliver } from './activities';

/** Letters on their way while the workflow goes on: a mail server that is down must not keep anyone from deciding. */
export interface Post {
  send(letters: readonly string[]): void;
  /** What has not left yet is no longer sent. */
  recall(): void;
  /** Resolves when everything has left, was refused or was recalled. */
  done(): Promise<void>;
}

export function createPost(): Post {
  const scope = new CancellationScope();
  const underway: Promise<void>[] = [];
  return {
    send(letters) {
      for (const letterId of letters) underway.push(scope.run(() => deliver({ letterId })).catch(tolerate));
    },
    recall: () => scope.cancel(),
    done: async () => void (await Promise.all(underway)),
  };
}

/** A letter that cannot be sent is on record for staff; the chain goes on without it. */
function tolerate(error: unknown): void {
  if (!isCancellation(error)) log.error('letter not delivered', { error: String(error) });
}
