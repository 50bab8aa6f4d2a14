import { randomUUID } from 'node:crypto';
import { demoPlanId, operatorDirectory } from '../../directory/operator';
import { drawUp } from '../../domain/draw-up';
import type { Requester } from '../../domain/request';
import type { NewRequest, Store } from '../../store/port';

/** The operator's own part of the directory, as a start of the program loads it. */
export function loadOperator({ directory }: Store): Promise<void> {
  const operator = { name: 'Operator', email: 'support@countersign.example', timeZone: 'America/Chicago' };
  return directory.loadOperator(operatorDirectory(operator));
}

/** Somebody new, under an address that nobody used yet. */
export function newPerson(): Requester {
  const id = `new${randomUUID().slice(0, 8)}`;
  return { id, name: 'Nia New', email: `${id}@apps.example`, company: 'New Apps' };
}

/** What the public form makes of a registration. */
export async function registrationOf({ directory }: Store, requester: Requester): Promise<NewRequest> {
  const { plan, mls, definition, register } = (await directory.offer(demoPlanId))!;
  const facts = {
    dataRole: plan.role,
    keyKind: plan.keyKind,
    keyHolder: 'generic-agent',
    ownDataLevel: null,
    price: plan.priceMinor,
    developerStanding: 'new',
    firstRequest: true,
  } as const;
  const drawn = drawUp(definition, register, facts, [requester.email]);
  if (drawn.kind !== 'drawn-up') throw new Error(JSON.stringify(drawn.faults));
  const id = randomUUID();
  return {
    id,
    ask: {
      kind: 'registration',
      mls: { id: mls.id, name: mls.name, timeZone: mls.timeZone },
      plan: { id: plan.id, name: plan.name, role: plan.role, keyKind: plan.keyKind },
      keyHolder: { kind: 'generic-agent', flexmlsUser: null },
      requester,
      product: { name: requester.company, url: null },
      use: 'A public site that shows listings to home buyers.',
      termsVersion: plan.termsVersion,
      termsHash: 'h1',
      price: { minor: 0, currency: 'USD' },
    },
    chain: drawn.chain,
    startedBy: { id: requester.id, name: requester.name, email: requester.email },
    idempotencyKey: id,
  };
}
