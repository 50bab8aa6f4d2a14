import type { FastifyReply } from 'fastify';
import { fingerprint } from '../secrets/token';
import type { Link, LinkTrouble } from '../store/port';
import type { WebContext } from './deps';
import { tell } from './reply';

export type Trouble = Extract<LinkTrouble, { kind: 'expired' | 'locked' | 'renewed' }>;

/** What stops this link, as far as it can be seen without using it. */
export function troubleOf({ closedBecause, isExpired }: Link): Trouble | undefined {
  if (closedBecause === 'locked' || closedBecause === 'renewed') return { kind: closedBecause };
  return isExpired ? { kind: 'expired' } : undefined;
}

const renewed = {
  heading: 'A newer mail replaces this one',
  lines: ['Use the link and the code in the newest mail.'],
};

/** What stops an approver's link, with the button that asks for a new mail where one helps. */
export function troubleNotice(
  context: Pick<WebContext, 'pages'>,
  reply: FastifyReply,
  token: string,
  trouble: Trouble,
): FastifyReply {
  switch (trouble.kind) {
    case 'expired':
      return tell(context, reply, 410, {
        heading: 'This link has expired',
        lines: ['The request still waits for you. A new mail brings a new link and a new code.'],
        renewal: { action: `/decision/${token}/letter`, link: fingerprint(token) },
      });
    case 'locked':
      return tell(context, reply, 403, {
        heading: 'This link is locked',
        tone: 'bad',
        lines: [
          'The code was typed wrongly too often, so nobody can use this link any more. Nothing was decided.',
          'A new mail with a new link and a new code goes to the listed address by itself.',
        ],
      });
    case 'renewed':
      return tell(context, reply, 410, renewed);
  }
}

/** The same for the developer's pickup link, where support helps instead of a new mail. */
export function pickupTrouble(
  context: Pick<WebContext, 'pages' | 'settings'>,
  reply: FastifyReply,
  { kind }: Pick<Trouble, 'kind'>,
): FastifyReply {
  const write = `Write to ${context.settings.supportEmail}; they can replace the key.`;
  switch (kind) {
    case 'expired':
      return tell(context, reply, 410, {
        heading: 'This link has expired',
        lines: ['The key was not picked up in time.', write],
      });
    case 'locked':
      return tell(context, reply, 403, {
        heading: 'This link is locked',
        tone: 'bad',
        lines: ['The code was typed wrongly too often. The key was not shown.', write],
      });
    case 'renewed':
      return tell(context, reply, 410, renewed);
  }
}
