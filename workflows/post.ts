import { log } from '@temporalio/workflow';
import { deliver } from './activities';

/** Letters that could not leave at once, on their way while the workflow goes on: a mail server that is down keeps nobody from deciding. */
export interface Post {
  send(written: { readonly letters: readonly string[] }): void;
  /** How many are still under way. */
  underway(): number;
  /** Resolves when everything has left, was refused, or was no longer needed. */
  done(): Promise<void>;
}

export function createPost(): Post {
  const underway = new Set<Promise<void>>();
  return {
    send({ letters }) {
      for (const letterId of letters) {
        const delivery = deliver({ letterId })
          .catch(tolerate)
          .then(() => void underway.delete(delivery));
        underway.add(delivery);
      }
    },
    underway: () => underway.size,
    done: async () => void (await Promise.all(underway)),
  };
}

/** A letter that cannot be sent is on record for staff; the chain goes on without it. */
function tolerate(error: unknown): void {
  log.error('letter not delivered', { error: String(error) });
}
