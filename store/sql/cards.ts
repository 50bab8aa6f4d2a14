import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Method } from '../../payments/port';
import type { Card, PaymentStore, Removed } from '../port';
import { type Db, instant, type Trx, underLock } from './database';
import { moveToCard } from './payments';
import { cardsOf, toMethod } from './read-payments';

type Cards = Pick<PaymentStore, 'opened' | 'unfinished' | 'save' | 'card' | 'remove'>;

/** Developers' cards, one at a time. */
export function createCards(db: Db): Cards {
  return {
    async opened(developerId, setupId) {
      await db.insertInto('card_setup').values({ setup_id: setupId, developer_id: developerId }).execute();
    },
    async unfinished(developerId) {
      const newest = db
        .selectFrom('card_setup')
        .leftJoin('card', 'card.setup_id', 'card_setup.setup_id')
        .select(['card_setup.setup_id', 'card.id'])
        .where('card_setup.developer_id', '=', developerId)
        // Pages for cards stay open for a day.
        .where('card_setup.opened_at', '>', sql<Date>`clock_now() - interval '1 day'`)
        .orderBy('opened_at', 'desc')
        .limit(1);
      const row = await newest.executeTakeFirst();
      return row?.id === null ? row.setup_id : undefined;
    },
    async save(setupId, card) {
      const kept = await db.transaction().execute((trx) => keep(trx, setupId, card));
      if (!kept) return undefined;
      const dispatches = [];
      // Each under its own lock, after the card is there: cut short, the next attempt goes on with the rest.
      for (const requestId of await withOlderCard(db, kept.developerId, kept.card.id)) {
        const dispatch = await underLock(db, requestId, (trx, at) => moveToCard(trx, at, requestId, kept.card));
        if (dispatch) dispatches.push(dispatch);
      }
      return { replaced: kept.replaced, dispatches };
    },
    async card(developerId) {
      const row = await cardsOf(db, developerId).executeTakeFirst();
      return row && ({ ...toMethod(row), label: row.label, savedAt: instant(row.saved_at) } satisfies Card);
    },
    remove: (developerId) => db.transaction().execute((trx) => remove(trx, developerId)),
  };
}

interface Kept {
  readonly developerId: string;
  readonly card: { readonly id: string; readonly label: string };
  readonly replaced: Method | null;
}

async function keep(trx: Trx, setupId: string, { customerId, methodId, label }: Omit<Card, 'savedAt'>) {
  const setup = await trx.selectFrom('card_setup').selectAll().where('setup_id', '=', setupId).executeTakeFirst();
  if (!setup) return undefined;
  const { developer_id: developerId } = setup;
  await lockDeveloper(trx, developerId);
  const before = await cardsOf(trx, developerId).executeTakeFirst();
  const known = await trx.selectFrom('card').selectAll().where('setup_id', '=', setupId).executeTakeFirst();
  if (known) return { developerId, card: before ?? known, replaced: null } satisfies Kept;
  await takeOut(trx, developerId);
  const card = { id: randomUUID(), label };
  const row = { ...card, setup_id: setupId, developer_id: developerId, customer_id: customerId, method_id: methodId };
  await trx.insertInto('card').values(row).execute();
  return { developerId, card, replaced: before ? toMethod(before) : null } satisfies Kept;
}

async function remove(trx: Trx, developerId: string): Promise<Removed> {
  await lockDeveloper(trx, developerId);
  const card = await cardsOf(trx, developerId).executeTakeFirst();
  if (!card) return { kind: 'none' };
  const needing = await trx
    .selectFrom('payment')
    .select('request_id')
    .where('card_id', '=', card.id)
    .where('state', 'in', ['promised', 'needs-holder', 'declined'])
    .execute();
  if (needing.length > 0) return { kind: 'needed', requests: needing.length };
  await takeOut(trx, developerId);
  return { kind: 'removed', method: toMethod(card) };
}

async function takeOut(trx: Trx, developerId: string): Promise<void> {
  await trx
    .updateTable('card')
    .set({ removed_at: sql<Date>`clock_now()` })
    .where('developer_id', '=', developerId)
    .where('removed_at', 'is', null)
    .execute();
}

/** Of two who save or remove at once, the second sees what the first did. */
async function lockDeveloper(trx: Trx, developerId: string): Promise<void> {
  await trx.selectFrom('developer').select('id').where('id', '=', developerId).forNoKeyUpdate().execute();
}

/** Requests of the developer that are to be paid with another card than the current one, or with none yet. */
async function withOlderCard(db: Db, developerId: string, cardId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('payment')
    .innerJoin('request', 'request.id', 'payment.request_id')
    .select('payment.request_id')
    .where('request.developer_id', '=', developerId)
    .where('payment.card_id', 'is distinct from', cardId)
    .where('payment.state', 'in', ['promised', 'declined'])
    .execute();
  return rows.map(({ request_id }) => request_id);
}
