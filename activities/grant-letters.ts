import { departureOf, type GrantEvent, untilOf } from '../domain/grant';
import type { GrantDue } from '../domain/grant-dues';
import { priceNote } from '../domain/price-change';
import type { LetterInput } from '../mail/render';
import type { GrantFile } from '../store/port';
import { approvalsOf } from './approvals-of';
import { inWords } from './calendar';
import type { ActivityContext } from './context';
import { aboutAndRequester, aboutRequest, letterAbout } from './request-file';

/** What is said of something that happened: to the developer, and to those who approved. */
interface News {
  readonly headline: string;
  readonly because: string;
  /** What follows for the developer, who has a page of it. */
  readonly next: string;
  /** The same for those who approved; null where they need not know. */
  readonly nextForApprovers: string | null;
}

/** Who is written to about something that has happened. */
export function eventLetters(context: ActivityContext, file: GrantFile, event: GrantEvent): readonly LetterInput[] {
  if (event.kind === 'terms-changed') return [termsLetter(context, file, event.acceptBy, `${event.seq}`)];
  const news = newsOf(file, event);
  return news ? newsLetters(context, file, { ...news, because: event.because }, `${event.seq}`) : [];
}

/** Who is written to about something that is due. */
export function dueLetters(context: ActivityContext, file: GrantFile, { kind, at }: GrantDue): readonly LetterInput[] {
  const part = `${kind}.${at}`;
  switch (kind) {
    case 'renewal-notice':
    case 'renewal-reminder':
    case 'renewal-last':
    case 'term-over':
      return [renewalLetter(context, file, kind === 'term-over', part)];
    case 'terms-reminder':
      return [termsLetter(context, file, at, part, true)];
    case 'terms-overdue':
      // The suspension that follows says it.
      return [];
    case 'transition-reminder': {
      const departure = departureOf(file.grant)!;
      const news = { ...leaving(file, departure.endsAt), headline: 'Reminder: access is about to end' };
      return newsLetters(context, file, { ...news, because: departure.because }, part);
    }
    case 'ended':
      return newsLetters(context, file, { ...ended, because: file.standing.because }, part);
  }
}

function newsOf(file: GrantFile, event: GrantEvent): Omit<News, 'because'> | null {
  switch (event.kind) {
    case 'suspended':
      return {
        headline: 'Access is suspended',
        next:
          event.cause === 'terms'
            ? acceptTerms
            : 'The key is switched off until this is settled. It need not be made anew.',
        nextForApprovers: 'The key is switched off until this is settled. You need do nothing.',
      };
    case 'reinstated':
      return {
        headline: 'Access works again',
        next: 'The same key works again; you need do nothing.',
        nextForApprovers: 'The same key works again. You need do nothing.',
      };
    case 'revoked':
      return {
        headline: 'Access is revoked',
        next: 'Its keys no longer work. To have access again, ask anew.',
        nextForApprovers: 'Its keys no longer work. You need do nothing.',
      };
    case 'renewed':
      return {
        headline: 'Access is renewed',
        next: withPrice(
          file,
          event,
          `The new term ends on ${zoned(file, event.until)}. The key goes on as it is, unless another letter brings a new one.`,
        ),
        nextForApprovers: null,
      };
    case 'amended':
      return {
        headline: 'The change is approved',
        next: withPrice(
          file,
          event,
          'It holds from now on. Where it needs a new key, another letter brings it, and the old key goes on for a while.',
        ),
        nextForApprovers: null,
      };
    case 'taken-back':
      return {
        headline: 'An approval was taken back',
        next: 'The change that it was about counts no more.',
        nextForApprovers: 'The change that it was about counts no more. You need do nothing.',
      };
    case 'left':
      return leaving(file, event.endsAt);
    case 'stayed':
      return {
        headline: 'Access goes on',
        next: 'The key goes on as it is; you need do nothing.',
        nextForApprovers: 'The key goes on as it is. You need do nothing.',
      };
    case 'terms-changed':
    case 'terms-accepted':
    case 'rotated':
      return null;
  }
}

/** The price too, where the change is about that. */
function withPrice({ changes }: GrantFile, { requestId }: { readonly requestId: string }, next: string): string {
  const change = changes.find(({ request }) => request.id === requestId)?.request.ask.change;
  return [next, priceNote(change?.differences ?? [])].join(' ').trim();
}

const acceptTerms =
  'The key is switched off until you accept the changed terms on this page; then it works again at once.';

const ended: Omit<News, 'because'> = {
  headline: 'Access has ended',
  next: 'Its keys no longer work. To have access again, ask anew.',
  nextForApprovers: 'Its keys no longer work. You need do nothing.',
};

function leaving(file: GrantFile, endsAt: number): Omit<News, 'because'> {
  const until = zoned(file, endsAt);
  return {
    headline: 'Access is in transition',
    next: `The key works until ${until}. To go on after that, ask for a change: tie it to a member who takes over.`,
    nextForApprovers: `The key works until ${until}, unless it is tied to another member, about which you would be asked. You need do nothing.`,
  };
}

function renewalLetter(context: ActivityContext, file: GrantFile, isOver: boolean, part: string): LetterInput {
  const variables = {
    ...aboutAndRequester(file.origin),
    product: file.ask.product.name,
    until: zoned(file, untilOf(file.grant)),
    endsAt: zoned(file, file.standing.endsAt ?? untilOf(file.grant)),
    isOver,
    isAsked: file.openChangeId !== null,
    grantUrl: grantUrl(context, file),
  };
  return letterAbout(file.origin, 'renewal-due', variables, { part });
}

function termsLetter(
  context: ActivityContext,
  file: GrantFile,
  acceptBy: number,
  part: string,
  again = false,
): LetterInput {
  const { version } = file.grant.events.findLast((event) => event.kind === 'terms-changed')!.terms;
  const variables = {
    ...aboutAndRequester(file.origin),
    product: file.ask.product.name,
    version,
    acceptBy: zoned(file, acceptBy),
    again,
    grantUrl: grantUrl(context, file),
  };
  return letterAbout(file.origin, 'terms-changed', variables, { part });
}

function newsLetters(context: ActivityContext, file: GrantFile, news: News, part: string): readonly LetterInput[] {
  const { requester, product } = file.ask;
  const letter = (recipient: { name: string; email: string }, whom: string, next: string, url: string | null) =>
    letterAbout(
      file.origin,
      'grant-news',
      {
        ...aboutRequest(file.origin),
        recipient: { name: recipient.name },
        requester: { company: requester.company },
        product: product.name,
        headline: news.headline,
        because: news.because,
        next,
        grantUrl: url,
        support: context.settings.support.email,
      },
      { part: `${part}.${whom}`, recipient },
    );
  const { nextForApprovers } = news;
  const others = nextForApprovers === null ? [] : approvalsOf(file.origin);
  return [
    letter(requester, 'developer', news.next, grantUrl(context, file)),
    ...others.map(({ id, approver }) => letter(approver, id, nextForApprovers!, null)),
  ];
}

/** The developer's own page about it. */
function grantUrl({ settings }: ActivityContext, { grant }: GrantFile): string {
  return `${settings.baseUrl}/account/grants/${grant.id}`;
}

function zoned({ ask }: GrantFile, at: number): string {
  return inWords(at, ask.mls.timeZone);
}
