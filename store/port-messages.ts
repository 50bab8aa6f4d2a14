import type { Dispatch } from '../client/port';
import type { Correspondent, Message } from '../domain/message';
import type { MailOutcome } from '../domain/received-mail';
import type { NewAttachment } from './port-acts';

export interface NewMessage {
  readonly from: Correspondent;
  readonly text: string;
  readonly attachments: readonly NewAttachment[];
}

/** What the parties of a request write to one another. Kept whole; nothing of it decides. */
export interface MessageStore {
  /** Oldest first. */
  ofRequest(requestId: string): Promise<readonly Message[]>;
  find(id: string): Promise<Message | undefined>;
  /** What somebody wrote on a page. Undefined when there is no such request. */
  post(
    requestId: string,
    message: NewMessage,
  ): Promise<{ readonly message: Message; readonly dispatch: Dispatch } | undefined>;
  /**
   * Makes a received mail a message of its request, and that its outcome. Whoever passed on a mail that could not prove itself is named by
   * `vouchedBy`. Safe to repeat.
   */
  fromMail(mailId: string, requestId: string, message: NewMessage, vouchedBy?: string): Promise<MailOutcome>;
}
