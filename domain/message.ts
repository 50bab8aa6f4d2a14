import type { Chain } from './chain';
import type { Attachment, Facts } from './decision';
import type { Instant } from './instant';
import { mailboxOf } from './mailbox';
import type { AccessRequest, Ask } from './request';
import { sittersOf } from './seats';
import type { Standing } from './standing';

/** The three parties of a conversation about a request. */
export const sides = ['developer', 'mls', 'support'] as const;
export type Side = (typeof sides)[number];

export const sideWords: Readonly<Record<Side, string>> = {
  developer: 'the developer',
  mls: 'the MLS',
  support: 'support',
};

/** Somebody who takes part. */
export interface Correspondent {
  readonly side: Side;
  readonly name: string;
  readonly email: string;
}

/** What somebody wrote about a request, to everybody else who takes part. It decides nothing. */
export interface Message {
  readonly id: string;
  readonly requestId: string;
  readonly from: Correspondent;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** The mail that brought it; null when it was written on a page. */
  readonly mailId: string | null;
  /** The member of staff who passed that mail on though nobody could prove who sent it; null when it is proved. */
  readonly vouchedBy: string | null;
  readonly at: Instant;
}

/** What of a request says who takes part in its conversation. */
interface Involved {
  readonly request: Pick<AccessRequest, 'ask'>;
  readonly chain: Chain;
  readonly facts: Facts;
  readonly standing: Standing;
}

type Named = Pick<Correspondent, 'name' | 'email'>;

/** Whether the parties write to one another about such a request. */
export function hasConversation({ kind }: Pick<Ask, 'kind'>): boolean {
  return kind === 'direct-mls-contact';
}

/** Everybody who may write about a request, each mailbox once. */
export function correspondentsOf(file: Involved, support: Named): readonly Correspondent[] {
  const { chain, facts, request } = file;
  const ofMls = [...chain.steps.flatMap((step) => [...sittersOf(step, facts), ...step.alternates]), ...chain.informed];
  const all = [
    correspondent('developer', request.ask.requester),
    correspondent('support', support),
    ...ofMls.map((each) => correspondent('mls', each)),
  ];
  const seen = new Set<string>();
  return all.filter(({ email }) => !seen.has(email.toLowerCase()) && seen.add(email.toLowerCase()));
}

/** Who of those who may write has that address; undefined for a stranger. */
export function correspondentOf(file: Involved, support: Named, address: string): Correspondent | undefined {
  return correspondentsOf(file, support).find(({ email }) => email.toLowerCase() === address.toLowerCase());
}

/**
 * Who gets what `author` wrote: the developer, support, and of the MLS whoever is asked now, has decided or has written. Nobody of an MLS that
 * was asked before it went to another. Each mailbox once, and never the author's own.
 */
export function audienceOf(
  file: Involved,
  support: Named,
  author: Correspondent,
  earlier: readonly Message[],
): readonly Correspondent[] {
  const { standing, facts, request } = file;
  const asked = standing.state === 'pending' ? standing.open.flatMap(({ waitingOn }) => waitingOn) : [];
  const decided = facts.decisions.filter(({ digest }) => digest === facts.digest).map(({ approver }) => approver);
  const mayWrite = new Set(correspondentsOf(file, support).map(({ email }) => email.toLowerCase()));
  const everybody = [
    correspondent('developer', request.ask.requester),
    correspondent('support', support),
    ...[...asked, ...decided].map((each) => correspondent('mls', each)),
    ...earlier.map(({ from }) => from).filter(({ side, email }) => side === 'mls' && mayWrite.has(email.toLowerCase())),
  ];
  const seen = new Set([mailboxOf(author.email)]);
  return everybody.filter(({ email, side }) => {
    const mailbox = mailboxOf(email);
    // Whoever of the staff writes, the support mailbox has it already.
    if (seen.has(mailbox) || (side === 'support' && author.side === 'support')) return false;
    seen.add(mailbox);
    return true;
  });
}

function correspondent(side: Side, { name, email }: Named): Correspondent {
  return { side, name, email };
}
