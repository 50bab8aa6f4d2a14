import type { Dispatch } from '../client/port';
import type { Instant } from '../domain/instant';
import type { MailEnvelope, MailJudgement, MailOutcome, MailSource } from '../domain/received-mail';
import type { Unreachable } from '../domain/unreachable';

export interface NewMail {
  readonly raw: Uint8Array;
  readonly source: MailSource;
  readonly envelope: MailEnvelope;
}

/** A mail that we got. Its id is the SHA-256 of its bytes, hex: the same mail twice is one. */
export interface ReceivedMail {
  readonly id: string;
  readonly source: MailSource;
  readonly envelope: MailEnvelope;
  readonly size: number;
  readonly receivedAt: Instant;
  readonly judgement: MailJudgement | null;
  readonly outcome: MailOutcome | null;
  /** When a member of staff had dealt with it, and who. */
  readonly closedAt: Instant | null;
  readonly closedBy: string | null;
}

export interface MailFilter {
  /** Only those that wait for a person. */
  readonly queued?: boolean | undefined;
  readonly requestId?: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

export interface MailStore {
  /** Keeps the bytes, sealed. Only then may the sender be told that it arrived. No dispatch when it was there before. */
  receive(mail: NewMail): Promise<{ readonly id: string; readonly dispatch: Dispatch | null }>;
  find(id: string): Promise<ReceivedMail | undefined>;
  raw(id: string): Promise<Uint8Array>;
  /** Newest first. */
  list(filter: MailFilter): Promise<readonly ReceivedMail[]>;
  /** The request whose question that reply code names. */
  requestOf(replyCode: string): Promise<string | undefined>;
  /** The first judgement stays. */
  judged(id: string, judgement: MailJudgement): Promise<void>;
  /**
   * Takes a proved command as the decision of whom the reply code was mailed to: decision, evidence, audit row, dispatch and outcome
   * together. Whatever speaks against it becomes an outcome for people to look at. Safe to repeat.
   */
  decide(id: string, replyCode: string): Promise<MailOutcome>;
  /** Files a report about a letter of ours with its request, and gives staff a task when it was for good. Safe to repeat. */
  bounced(id: string): Promise<MailOutcome>;
  /** Notes until when an automatic reply says that somebody who is asked is away. Safe to repeat. */
  absent(id: string): Promise<MailOutcome>;
  /** What mails said about people who are asked in this request, oldest first. */
  unreachable(requestId: string): Promise<readonly Unreachable[]>;
  /** The first outcome stays. */
  conclude(id: string, outcome: MailOutcome): Promise<void>;
  /** Files a mail that waits for staff with the request that they found out it belongs to. */
  bring(id: string, requestId: string, by: string): Promise<'brought' | 'not-waiting' | 'unknown-request'>;
  /** Undefined when it waits for nobody. With the last mail of a request that waits, the task that mail opened there is closed. */
  close(id: string, by: string): Promise<ReceivedMail | undefined>;
}
