import { domainToASCII } from 'node:url';
import { z } from 'zod';

const local = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domain = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

/**
 * One plain mailbox, `local@domain`, lower-cased and with a non-ASCII domain as A-labels. Lists, routes, comments, quoted and
 * non-ASCII local parts are refused: mail libraries read them in more than one way, and then a letter goes to somebody else.
 */
export const plainAddress = z.string().transform((value, context) => {
  const [before, after, ...rest] = value.length <= 254 ? value.split('@') : [];
  const host = after === undefined || /[^\p{L}\p{M}\p{N}.-]/u.test(after) ? '' : domainToASCII(after);
  const isPlain = before !== undefined && before.length <= 64 && rest.length === 0 && local.test(before);
  if (isPlain && host.length <= 253 && domain.test(host)) return `${before}@${host}`;
  const notAscii = before !== undefined && /[^\p{ASCII}]/u.test(before);
  const why = notAscii ? 'has letters before the @ that not every mail server takes' : 'is not one plain mail address';
  context.addIssue({ code: 'custom', message: why });
  return z.NEVER;
});
