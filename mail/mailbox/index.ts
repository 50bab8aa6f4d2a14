import { openFolder } from './folder';
import { startPages } from './pages';
import { startSink } from './sink';

export interface Mailbox {
  /** Where to send mail to: any address is taken. */
  readonly smtpUrl: string;
  /** The page that shows it. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * The dev mailbox: an SMTP server on loopback that delivers nothing and keeps everything in `folder`, and a web page that shows it.
 * For development and trials, where no mail server is set. Port 0 takes a free one.
 */
export async function startMailbox({ folder, httpPort = 0 }: { folder: string; httpPort?: number }): Promise<Mailbox> {
  const mails = openFolder(folder);
  const sink = await startSink(mails);
  try {
    const pages = await startPages(mails, httpPort);
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
