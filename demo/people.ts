import { isBearerToken } from '../issuer/bearer-token';
import { createBrowser, type Page } from './browser';
import type { Answered, Signer, SmtpAddress } from './mail';
import { waitFor } from './wait';

/** Where the running program is reached, as the people of the demo know it. */
export interface World {
  readonly url: string;
  readonly mailboxUrl: string;
  /** Support's own session for the API. */
  readonly token: string;
}

/** A world in which people answer by mail too. */
export interface MailWorld extends World {
  /** Where the program takes mail. */
  readonly smtp: SmtpAddress;
  /** The mail servers of the people. */
  readonly signer: Signer;
}

export type Tell = (who: string, what: string) => void;

export interface Mail extends Answered {
  readonly id: string;
}

export interface RequestDetail {
  readonly request: { readonly id: string };
  readonly standing: { readonly state: string; readonly because: string };
}

export interface AuditLine {
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly note: string;
}

/** What somebody wrote about a request. */
export interface MessageThere {
  readonly from: { readonly name: string; readonly side: string };
  readonly attachments: readonly { readonly name: string }[];
}

/** A mail that came to the program, and what became of it. */
export interface MailThatCame {
  readonly judgement: { readonly from: string | null; readonly verdict: string } | null;
  readonly outcome: { readonly kind: string; readonly requestId: string | null; readonly because: string } | null;
}

/** What an MLS has granted, as it stands. */
export interface GrantThere {
  readonly term: { readonly months: number };
  readonly standing: { readonly state: string; readonly until: number };
  readonly granted: { readonly mls: { readonly timeZone: string } };
}

/** Support, at the API. */
export function support({ url, token }: World) {
  async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(init.headers as Record<string, string> | undefined),
    };
    const response = await fetch(`${url}/api/v1${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
  return {
    start: (body: object, key: string) =>
      call<RequestDetail>('/requests', {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'idempotency-key': key },
      }),
    contact: (body: object, key: string) =>
      call<RequestDetail>('/requests/direct', {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'idempotency-key': key },
      }),
    messages: async (id: string) => (await call<{ messages: MessageThere[] }>(`/requests/${id}/messages`)).messages,
    disableKey: (id: string, reason: string) =>
      call<RequestDetail>(`/requests/${id}/credential/disablement`, {
        method: 'POST',
        body: JSON.stringify({ reason }),
      }),
    grant: (id: string) => call<GrantThere>(`/grants/${id}`),
    orderGrant: (id: string, order: 'rotation' | 'suspension' | 'reinstatement' | 'revocation', body: object) =>
      call<GrantThere>(`/grants/${id}/${order}`, { method: 'POST', body: JSON.stringify(body) }),
    changeGrant: (id: string, body: object, key: string) =>
      call<RequestDetail>(`/grants/${id}/changes`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'idempotency-key': key },
      }),
    show: (id: string) => call<RequestDetail>(`/requests/${id}`),
    mails: async (offset = 0) => (await call<{ mails: MailThatCame[] }>(`/mails?limit=100&offset=${offset}`)).mails,
    evidence: async (id: string) => JSON.stringify(await call<object>(`/requests/${id}/evidence`)),
    events: async (id: string) => (await call<{ events: AuditLine[] }>(`/requests/${id}/events`)).events,
  };
}

/** Waits for a mail about the request to that address with a subject like `words`, other than the one before, and reads it. */
export function reader(world: World) {
  const find = mailFinder(world);
  return (to: string, requestId: string, words: RegExp, before?: Mail): Promise<Mail> =>
    find(to, words, `[CS-${requestId.slice(0, 8)}]`, before);
}

/** The same for whatever it is about. */
export function mailFinder({ mailboxUrl }: World) {
  return (to: string, words: RegExp, about = '', before?: Mail): Promise<Mail> =>
    waitFor(`A mail to ${to} with a subject like ${words} comes`, async () => {
      const { mails } = await getJson<{ mails: { id: string; subject: string }[] }>(
        `${mailboxUrl}/api/mails?to=${encodeURIComponent(to)}`,
      );
      const found = mails.find(
        ({ id, subject }) => id !== before?.id && subject.startsWith(about) && words.test(subject),
      );
      return found && getJson<Mail>(`${mailboxUrl}/api/mails/${found.id}`);
    });
}

export async function countMails({ mailboxUrl }: World): Promise<number> {
  return (await getJson<{ mails: unknown[] }>(`${mailboxUrl}/api/mails`)).mails.length;
}

type MailedPage = 'decision' | 'answer' | 'pickup' | 'status' | 'proof' | 'sign-in';

/** The page a mail leads to. */
export function linkIn(mail: Mail, page: MailedPage): string {
  return need(
    new RegExp(`https?://\\S+/${page}/[\\w-]{43}`).exec(mail.text)?.[0],
    `a ${page} link in "${mail.subject}"`,
  );
}

/** The code that stands in the mail and not in the link. */
export function codeIn(mail: Mail): string {
  const [, first, second] = /^ {4}([A-Z0-9]{3}) ([A-Z0-9]{3})$/m.exec(mail.text) ?? [];
  return need(first, `a code in "${mail.subject}"`) + need(second, 'its second half');
}

/** Opens the mailed page; its form is sent when its fields are given. */
export async function openForm(link: string): Promise<(fields: Readonly<Record<string, string>>) => Promise<Page>> {
  const browser = createBrowser();
  const page = await browser.open(link);
  return (fields) => browser.send(page, fields, link);
}

/** Opens the mailed page and sends its form. */
export async function fillIn(link: string, fields: Readonly<Record<string, string>>): Promise<Page> {
  return (await openForm(link))(fields);
}

/**
 * Opens the page that a mail leads to and sends its form with the code in the mail.
 * @throws when the page does not take it.
 */
export async function answerMail(
  mail: Mail,
  page: 'decision' | 'answer',
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const { status, text } = await fillIn(linkIn(mail, page), { reason: '', ...fields, code: codeIn(mail) });
  if (status !== 200) throw new Error(`"${mail.subject}" could not be answered (${status}): ${text.slice(0, 2_000)}`);
}

/** A mail gateway that opens every link of a mail, again and again, and presses every button it finds. */
export async function scan(mail: Mail): Promise<void> {
  for (const [link] of mail.text.matchAll(/https?:\/\/\S+/g)) {
    for (const method of ['HEAD', 'GET', 'GET', 'HEAD', 'GET']) await fetch(link, { method });
    await fillIn(link, { verdict: 'approve', reason: 'ok', code: '' });
  }
}

async function getJson<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T;
}

function need(found: string | undefined, what: string): string {
  if (found === undefined) throw new Error(`There is no ${what}.`);
  return found;
}

/** The key that a pickup page shows. */
export function secretIn(page: string): string | undefined {
  return /csk_(?:live|demo)_\w+/g.exec(page)?.find(isBearerToken);
}
