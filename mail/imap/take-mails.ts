import type { ImapFlow } from 'imapflow';
import { noEnvelope } from '../../domain/received-mail';
import type { NewMail } from '../../store/port';
import type { InboundLog } from '../port';
import { isRefusal, reasonOf } from './failure';
import type { ImapLimits } from './limits';

export interface Taking {
  readonly limits: Pick<ImapLimits, 'messageBytes' | 'attempts'>;
  /** Keeps the mail. Only then is it marked as read. */
  receive(mail: NewMail): Promise<unknown>;
  /** Whether mail can be kept at all just now. */
  isReady(): Promise<boolean>;
  isStopping(): boolean;
  readonly log: InboundLog;
}

/**
 * Takes every mail of the open mailbox that is neither read nor flagged, and marks it as read once it is kept. One that cannot be
 * taken holds up no other: after a few attempts it is flagged, and stays there unread for people.
 */
export interface MailTaker {
  /** @throws when the connection fails, or mail cannot be kept at all just now. */
  takeAll(client: ImapFlow): Promise<void>;
}

const atOnce = 200;

export function createMailTaker({ limits, receive, isReady, isStopping, log }: Taking): MailTaker {
  /** By UIDVALIDITY and UID. Outlives connections, since some mails break them. */
  const attempts = new Map<string, number>();

  async function takeAll(client: ImapFlow): Promise<void> {
    const waiting = await waitingIn(client);
    // Those that went well so far first: what breaks the connection would keep us from the others.
    const tried = (uid: number) => attempts.get(keyOf(client, uid)) ?? 0;
    const uids = waiting.toSorted((a, b) => tried(a) - tried(b) || a - b);
    for (let at = 0; at < uids.length; at += atOnce) {
      const found = await client.fetchAll(uids.slice(at, at + atOnce), { uid: true, size: true }, { uid: true });
      const sizes = new Map(found.map(({ uid, size }) => [uid, size ?? 0]));
      for (const uid of uids.slice(at, at + atOnce)) {
        if (isStopping()) return;
        // Without an answer it has left the mailbox meanwhile.
        const size = sizes.get(uid);
        if (size !== undefined) await take(client, uid, size);
      }
    }
  }

  async function take(client: ImapFlow, uid: number, size: number): Promise<void> {
    const key = keyOf(client, uid);
    const tried = attempts.get(key) ?? 0;
    if (size > limits.messageBytes) return leave(client, uid, { size }, 'it is too large');
    if (tried >= limits.attempts) return leave(client, uid, { size }, 'it could not be taken');
    attempts.set(key, tried + 1);
    const raw = await fetchRaw(client, uid);
    if (raw === undefined) return;
    if (raw.length > limits.messageBytes) return leave(client, uid, { size }, 'it is too large');
    if (!(await keep(raw, uid, key))) return;
    await mark(client, uid, '\\Seen');
    attempts.delete(key);
    log.info({ uid, size: raw.length }, 'A mail of the mailbox was kept');
  }

  /** Undefined when the server does not hand it out; @throws when the connection fails. */
  async function fetchRaw(client: ImapFlow, uid: number): Promise<Buffer | undefined> {
    // One byte more than we take, whatever the server says about its size.
    const query = { source: { maxLength: limits.messageBytes + 1 } };
    const found = await client.fetchOne(String(uid), query, { uid: true }).catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
      log.warn({ uid, failure: reasonOf(error) }, 'The server does not hand out a mail of the mailbox');
      return undefined;
    });
    return found ? found.source : undefined;
  }

  async function keep(raw: Buffer, uid: number, key: string): Promise<boolean> {
    try {
      // Its Return-Path is no envelope: anybody can write one. It is judged with the other headers.
      await receive({ raw, source: 'imap', envelope: noEnvelope });
      return true;
    } catch (error) {
      if (!(await isReady().catch(() => false))) {
        attempts.delete(key); // It is not the mail's fault.
        throw new Error('The store does not answer', { cause: error });
      }
      // Not the error itself: those of databases repeat what was to be written.
      log.warn({ uid, size: raw.length, failure: (error as Error).message }, 'A mail of the mailbox could not be kept');
      return false;
    }
  }

  async function leave(client: ImapFlow, uid: number, fields: object, because: string): Promise<void> {
    await mark(client, uid, '\\Flagged');
    attempts.delete(keyOf(client, uid));
    log.warn({ uid, ...fields }, `A mail is left in the mailbox, flagged, for people: ${because}`);
  }

  return { takeAll };
}

async function waitingIn(client: ImapFlow): Promise<readonly number[]> {
  const found = await client.search({ seen: false, flagged: false, deleted: false }, { uid: true });
  if (!found) throw new Error('The server does not search the mailbox');
  return found;
}

async function mark(client: ImapFlow, uid: number, flag: string): Promise<void> {
  // Without the mark the same mail would come again and again.
  if (!(await client.messageFlagsAdd(String(uid), [flag], { uid: true, silent: true })))
    throw new Error(`The server does not keep the flag ${flag}`);
}

function keyOf({ mailbox }: ImapFlow, uid: number): string {
  return `${mailbox ? mailbox.uidValidity : ''}:${uid}`;
}
