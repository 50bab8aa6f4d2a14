import type { FastifyReply } from 'fastify';
import { fingerprint } from '../secrets/token';
import type { Link, LinkTrouble } from '../store/port';
import type { WebContext } from './deps';
import { tell } from './reply';

export type Trouble = Extract<LinkTrouble, { kind: 'expired' | 'locked' | 'renewed' | 'passed-on' | 'not-listed' }>;

/** What stops this link, as far as it can be seen without using it. */
export function troubleOf({ closedBecause, isExpired }: Link): Trouble | undefined {
  const stop = (['locked', 'renewed', 'passed-on', 'not-listed'] as const).find((each) => each === closedBecause);
  if (stop) return { kind: stop };
  return isExpired ? { kind: 'expired' } : undefined;
}

const superseded = {
  renewed: {
    heading: 'A newer mail replaces this one',
    lines: ['Use the link and the code in the newest mail.'],
  },
  'passed-on': {
    heading: 'Somebody else is asked in your place now',
    lines: ['This link no longer decides anything, and you need do nothing more.'],
  },
  'not-listed': {
    heading: 'You may not decide about this any more',
    lines: ['The register of the MLS has changed since this mail. Nothing was recorded from this page.'],
  },
};

/** What stops a link that asks somebody something, with the button that asks for a new mail where one helps. */
export function troubleNotice(
  context: Pick<WebContext, 'pages'>,
  reply: FastifyReply,
  page: 'decision' | 'answer',
  token: string,
  trouble: Trouble,
): FastifyReply {
  switch (trouble.kind) {
    case 'expired':
      return tell(context, reply, 410, {
        heading: 'This link has expired',
        lines: ['The request still waits for you. A new mail brings a new link and a new code.'],
        renewal: { action: `/${page}/${token}/letter`, link: fingerprint(token) },
      });
    case 'locked':
      return tell(context, reply, 403, {
        heading: 'This link is locked',
        tone: 'bad',
        lines: [
          `The code was typed wrongly too often, so nobody can use this link any more. Nothing was ${page === 'decision' ? 'decided' : 'answered'}.`,
          'A new mail with a new link and a new code goes to the listed address by itself.',
        ],
      });
    case 'renewed':
    case 'passed-on':
    case 'not-listed':
      return tell(context, reply, 410, superseded[trouble.kind]);
  }
}

/** The same for links that are not renewed by mail: support helps. `undone`: what did not happen; `help`: what support can do. */
function supportTrouble(
  context: Pick<WebContext, 'pages' | 'settings'>,
  reply: FastifyReply,
  { kind }: Pick<Trouble, 'kind'>,
  { expired, undone, help }: { readonly expired: string; readonly undone: string; readonly help: string },
): FastifyReply {
  const write = `Write to ${context.settings.supportEmail}; ${help}.`;
  switch (kind) {
    case 'expired':
      return tell(context, reply, 410, { heading: 'This link has expired', lines: [expired, write] });
    case 'locked':
      return tell(context, reply, 403, {
        heading: 'This link is locked',
        tone: 'bad',
        lines: [`The code was typed wrongly too often. ${undone}`, write],
      });
    case 'renewed':
    case 'passed-on':
    case 'not-listed':
      return tell(context, reply, 410, superseded[kind]);
  }
}

/** What stops the developer's pickup link. */
export function pickupTrouble(
  context: Pick<WebContext, 'pages' | 'settings'>,
  reply: FastifyReply,
  trouble: Pick<Trouble, 'kind'>,
): FastifyReply {
  return supportTrouble(context, reply, trouble, {
    expired: 'The key was not picked up in time.',
    undone: 'The key was not shown.',
    help: 'they can replace the key',
  });
}

/** What stops a link about a register. */
export function registerTrouble(
  context: Pick<WebContext, 'pages' | 'settings'>,
  reply: FastifyReply,
  trouble: Pick<Trouble, 'kind'>,
): FastifyReply {
  return supportTrouble(context, reply, trouble, {
    expired: 'Nothing was recorded from this page.',
    undone: 'Nothing was recorded.',
    help: 'they can hear you and put the register right',
  });
}

/** What stops the link in a receipt. */
export function receiptTrouble(
  context: Pick<WebContext, 'pages' | 'settings'>,
  reply: FastifyReply,
  trouble: Pick<Trouble, 'kind'>,
): FastifyReply {
  return supportTrouble(context, reply, trouble, {
    expired: 'Nothing can be taken back here any more.',
    undone: 'Nothing was taken back.',
    help: 'they can stop the request or end the key',
  });
}
