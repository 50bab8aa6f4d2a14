import type { AuditKind } from '../domain/audit';
import type { Opening, Seating } from '../domain/decision';
import type { Instant } from '../domain/instant';
import type { LinkBinding } from './port-links';
import type { Task } from './port-acts';

export interface NewLink extends LinkBinding {
  readonly tokenHash: Uint8Array;
  /** Null for a link that needs no code (a status page). */
  readonly codeHash: Uint8Array | null;
  /** For a question that may be answered by mail. */
  readonly replyHash?: Uint8Array;
  /** The letter that carries it: once that has left, older links of the same question are closed. */
  readonly letterId?: string;
}

/** One rendered mail. `id` is its idempotency key: the same id is never written twice. */
export interface NewLetter {
  readonly id: string;
  /** Read back as empty for a letter about a register. */
  readonly requestId: string;
  /** The step it asks about, for questions and reminders. */
  readonly stepId: string | null;
  readonly template: string;
  readonly recipient: { readonly name: string; readonly email: string };
  readonly envelope: { readonly from: string; readonly to: string };
  readonly subject: string;
  readonly messageId: string;
  readonly bytes: Uint8Array;
}

export interface Letter extends Omit<NewLetter, 'bytes'> {
  readonly createdAt: Instant;
  readonly sentAt: Instant | null;
  readonly smtpResponse: string | null;
  readonly refusedAt: Instant | null;
  readonly refusal: string | null;
}

export interface NewEvent {
  readonly kind: AuditKind;
  readonly actor: string;
  readonly note: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Letters, the links they carry and the facts they make known, written together. */
export interface Correspondence {
  readonly requestId: string;
  /** The same key writes once: an activity that runs twice finds what it wrote the first time. */
  readonly key: string;
  readonly letters: readonly NewLetter[];
  readonly links?: readonly NewLink[];
  readonly openings?: readonly Omit<Opening, 'at'>[];
  readonly seatings?: readonly Omit<Seating, 'id' | 'at'>[];
  /** Whose links to a step are closed, since they may not decide any more. */
  readonly left?: readonly { readonly stepId: string; readonly approverId: string }[];
  /** The step whose time ran out; nothing is recorded when it is no longer asked. */
  readonly lapsed?: string;
  readonly tasks?: readonly Pick<Task, 'stepId' | 'note'>[];
  readonly events?: readonly NewEvent[];
}

export interface LetterStore {
  /** Writes all of it, or, when that key was written before, nothing; answers with the ids of the letters of that key. */
  write(correspondence: Correspondence): Promise<readonly string[]>;
  /** The letters of that key, or undefined when it was never written. */
  written(requestId: string, key: string): Promise<readonly string[] | undefined>;
  find(id: string): Promise<Letter | undefined>;
  bytes(id: string): Promise<Uint8Array>;
  sent(id: string, smtpResponse: string): Promise<void>;
  /** For good: a task for staff is opened with it. */
  refused(id: string, refusal: string): Promise<void>;
  /** It is not sent any more, since nobody needs it. */
  recalled(id: string): Promise<void>;
  ofRequest(requestId: string): Promise<readonly Letter[]>;
}
