import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { z } from 'zod';
import type { Instant } from '../domain/instant';
import { replyAddress } from '../domain/reply-address';
import type { NewLetter } from '../store/port';
import { type Locale, renderTemplate, type TemplateName, type TemplateVariables } from '../templates';
import { oneLine } from '../templates/plain-text';
import { plainAddress } from './address';

export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

export interface LetterSettings {
  /** Who the letters come from; the name also stands in each letter as who sends it. */
  readonly from: MailAddress;
  /** The right side of our Message-IDs: a domain of ours. */
  readonly domain: string;
  readonly replyTo?: MailAddress | undefined;
  /** Where answers to letters of a conversation go: to us, under the request's own address, or else to this mailbox. */
  readonly conversations?: 'here' | MailAddress | undefined;
  readonly locale?: Locale | undefined;
}

/** A letter to write. The same input gives the same bytes. */
export interface LetterInput<N extends TemplateName = TemplateName> {
  /** The letter's idempotency key; its Message-ID follows from it. */
  readonly id: string;
  readonly requestId: string;
  /** The step it asks about; none or null for letters that ask nothing of an approver. */
  readonly stepId?: string | null;
  readonly template: N;
  readonly recipient: { readonly name: string; readonly email: string };
  readonly variables: TemplateVariables<N>;
  /** Who is named as getting a copy. What they really get is a letter of their own: this one may hold a link that is not theirs. */
  readonly copy?: { readonly name: string; readonly email: string } | undefined;
  /** Whoever answers, answers to everybody who takes part in the request. */
  readonly isConversation?: boolean | undefined;
  readonly date: Instant;
  readonly attachments?: readonly LetterFile[] | undefined;
}

/** A file that goes with a letter. */
export interface LetterFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

export interface LetterRenderer {
  /** @throws when an address is not plain (see `plainAddress`), or TemplateError when the variables do not fit. */
  render<N extends TemplateName>(input: LetterInput<N>): Promise<NewLetter>;
}

const nameLimit = 120;
const domainName = z.string().regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/, 'is not a domain name');

/** Turns variables into the finished bytes of one mail to one recipient. @throws when the settings name no usable address. */
export function createLetterRenderer(settings: LetterSettings): LetterRenderer {
  const from = mailbox('the sender', settings.from.name, settings.from.address);
  const replyTo = settings.replyTo && mailbox('the reply address', settings.replyTo.name, settings.replyTo.address);
  const domain = parsed(domainName, settings.domain.toLowerCase(), 'The domain of Message-IDs');

  const conversationOf = (requestId: string): MailAddress | undefined => {
    const { conversations } = settings;
    if (conversations !== 'here') return conversations ?? replyTo;
    return mailbox('the conversation', from.name, replyAddress(from.address, requestId));
  };

  return {
    async render(input) {
      const to = mailbox('the recipient', input.recipient.name, input.recipient.email);
      const { subject, html, text } = renderTemplate(input.template, input.variables, settings.locale, from.name);
      const messageId = `<${idPart(input.id)}@${domain}>`;
      const thread = `<${idPart(input.requestId)}@${domain}>`;
      const answers = input.isConversation ? conversationOf(input.requestId) : replyTo;
      const composer = new MailComposer({
        from,
        to,
        ...(input.copy && { cc: mailbox('the copy', input.copy.name, input.copy.email) }),
        ...(answers && { replyTo: answers }),
        subject,
        text,
        html,
        messageId,
        // No letter has this id; naming it makes mail programs show all letters of a request together.
        references: thread,
        inReplyTo: thread,
        date: new Date(input.date),
        attachments: (input.attachments ?? []).map(({ name, type, bytes }) => ({
          filename: name,
          contentType: type,
          content: bytes,
        })),
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        newline: 'windows',
        baseBoundary: digest(input.id).slice(0, 24),
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      return {
        id: input.id,
        requestId: input.requestId,
        stepId: input.stepId ?? null,
        template: input.template,
        recipient: { name: input.recipient.name, email: input.recipient.email },
        envelope: { from: from.address, to: to.address },
        subject,
        messageId,
        bytes: await composer.compile().build(),
      };
    },
  };
}

/** Name and address as the mail library wants them. Never one string: a comma in it would make two recipients. */
function mailbox(who: string, name: string, address: string): MailAddress {
  return { name: oneLine(name, nameLimit), address: parsed(plainAddress, address, `The address of ${who}`) };
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(`${what} ${result.error.issues.map((issue) => issue.message).join('; ')}: ${JSON.stringify(value)}`);
}

/** The left side of a Message-ID: the id, and when it needed changing also some of its hash, so that no two ids meet. */
function idPart(id: string): string {
  const plain = id
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '.')
    .replace(/^\.|\.$/g, '')
    .slice(0, 120);
  return plain === id ? id : `${plain}.${digest(id).slice(0, 12)}`.replace(/^\.|\.(?=\.)/g, '');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
