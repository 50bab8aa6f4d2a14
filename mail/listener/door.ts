import type { SMTPServerSession } from 'smtp-server';
import { refusal } from '../smtp-server';
import type { Callers } from './callers';

export interface Door {
  /** @throws the answer to give when this connection is not wanted. */
  admit(session: SMTPServerSession): Promise<void>;
  /** Called for every connection that ends. */
  dismiss(session: SMTPServerSession): void;
}

export interface DoorKeeping {
  readonly callers: Callers;
  readonly connectionMs: number;
  isReady(): Promise<boolean>;
  /** Called when a connection has lasted too long. */
  hangUp(session: SMTPServerSession): void;
}

/** Who may connect, and for how long. */
export function createDoor({ callers, connectionMs, isReady, hangUp }: DoorKeeping): Door {
  const ends = new Map<string, NodeJS.Timeout>();
  return {
    async admit(session) {
      const { id, remoteAddress: ip } = session;
      if (!callers.arrive(ip)) throw refusal(421, 'Too many connections from your address, try again later');
      // Before anything is waited for: a client that leaves meanwhile is dismissed all the same.
      ends.set(
        id,
        setTimeout(() => hangUp(session), connectionMs),
      );
      if (!(await isReady().catch(() => false))) throw refusal(421, 'Not ready, try again later');
    },
    dismiss({ id, remoteAddress }) {
      const end = ends.get(id);
      if (end === undefined) return;
      clearTimeout(end);
      ends.delete(id);
      callers.leave(remoteAddress);
    },
  };
}
