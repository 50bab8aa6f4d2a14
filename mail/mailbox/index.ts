import { type MailboxLog, openMessages } from './messages';
import { startPages } from './pages';
import { startSink } from './sink';

export interface MailboxSettings {
  /** Where the mails are kept; made when it is not there. */
  readonly folder: string;
  /** 0, as when left out, takes a free one. */
  readonly smtpPort?: number | undefined;
  /** 0, as when left out, takes a free one. */
  readonly httpPort?: number | undefined;
  /** A pino logger fits. */
  readonly log?: MailboxLog | undefined;
}

export interface Mailbox {
  /** Where to send mail to: any address is taken. */
  readonly smtpUrl: string;
  /** The page that shows it. */
  readonly url: string;
  /** Ends everything, open connections too, within a second. */
  stop(): Promise<void>;
}

/**
 * The dev mailbox: an SMTP server on loopback that delivers nothing and keeps everything in `folder`, and a web page that shows it.
 * For development and trials, where no mail server is set.
 */
export async function startMailbox({ folder, smtpPort = 0, httpPort = 0, log }: MailboxSettings): Promise<Mailbox> {
  const messages = openMessages(folder);
  const sink = await startSink(messages, smtpPort, log);
  try {
    const pages = await startPages(messages, httpPort, log);
    return {
      smtpUrl: sink.url,
      url: pages.url,
      stop: async () => void (await Promise.all([pages.stop(), sink.stop()])),
    };
  } catch (error) {
    await sink.stop();
    throw error;
  }
}
