import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Account } from '../store/port';
import type { WebContext } from './deps';
import { developerOf } from './developer-session';
import { tell } from './reply';

/** Only those whom the operator let in may ask for a key: others learn where their registration stands. Needs a signed-in scope. */
export function requireActivated(scope: FastifyInstance, context: WebContext): void {
  scope.addHook('preHandler', async (request, reply) => {
    const developer = developerOf(request);
    return developer.activatedAt === null ? sayWhereRegistrationStands(context, reply, developer) : undefined;
  });
}

function sayWhereRegistrationStands(
  context: WebContext,
  reply: FastifyReply,
  { name, provenAt }: Account,
): FastifyReply {
  const next =
    provenAt === null
      ? 'Open the link in the mail that we sent when you registered: it shows that the address is yours.'
      : 'Your registration is being reviewed. It is activated within 3 business days, and you get a mail then.';
  const notice = {
    heading: 'You can enroll once you are activated',
    lines: [next, 'Until then, look around in the Datamart.'],
    back: { href: '/datamart', label: 'To the Datamart' },
  };
  return tell(context, reply, 403, notice, { staff: null, developer: name });
}
