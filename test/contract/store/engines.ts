import { sql } from 'kysely';
import { hashToken } from '../../../secrets/token';
import { createSqlStore } from '../../../store/sql/index';
import { postgresBin } from '../../support/postgres-server';
import { askFor, loadDemo, type OpenStore, seal } from '../../support/store-scene';
import { openMemory, openServed } from '../../support/stores';

const bin = postgresBin();

/** What every store must do, on each engine that this machine has; each starts with the demonstration's directory. */
export function onEachEngine(tests: (open: OpenStore) => void): void {
  describe('on PGlite', () => {
    withStore(tests, async () => {
      const { db, close } = await openMemory();
      return { db, store: createSqlStore({ db, seal, close }), close };
    });
  });

  (bin ? describe : describe.skip)('on Postgres', () => {
    withStore(tests, async () => {
      const { db, close } = await openServed(bin!);
      return { db, store: createSqlStore({ db, seal, close }), close };
    });
  });
}

function withStore(tests: (open: OpenStore) => void, openStore: () => Promise<OpenStore>): void {
  let opened: OpenStore;
  beforeAll(async () => {
    opened = await openStore();
    await loadDemo(opened);
  });
  afterAll(() => opened.close());
  tests({
    get store() {
      return opened.store;
    },
    get db() {
      return opened.db;
    },
    close: () => opened.close(),
  });
}

/** What a request for a demo plan is about. */
export async function about({ store }: OpenStore, planId: string) {
  return askFor((await store.directory.offer(planId))!);
}

/** Those of the people who may not decide about a demo plan, by id. */
export async function unfit(open: OpenStore, planId: string, ...ids: readonly string[]): Promise<readonly string[]> {
  const people = ids.map((id) => ({ id, name: id }));
  const found = await open.store.directory.unauthorized(people, await about(open, planId));
  return found.map(({ approverId }) => approverId);
}

/** The kinds of what the timeline says, oldest first. */
export async function eventsOf({ store }: OpenStore, requestId: string): Promise<readonly string[]> {
  return (await store.audit.ofRequest(requestId)).map(({ kind }) => kind);
}

/** Moves the deadline of a link: '-1 second' from now. */
export async function moveDeadline({ db }: OpenStore, token: string, interval: string): Promise<void> {
  await db
    .updateTable('link')
    .set({ deadline: sql<Date>`clock_now() + ${interval}::interval` })
    .where('token_hash', '=', hashToken(token))
    .execute();
}

/** While `work` runs, the register no longer holds the approver. */
export async function withoutApprover({ db }: OpenStore, id: string, work: () => Promise<void>): Promise<void> {
  const set = async (active: boolean) => {
    await db.updateTable('approver').set({ active }).where('id', '=', id).execute();
  };
  await set(false);
  try {
    await work();
  } finally {
    await set(true);
  }
}

/** What the workflow is told about a request and has not been told yet, oldest first. */
export async function untold({ db }: OpenStore, requestId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('dispatch')
    .select('message')
    .where('request_id', '=', requestId)
    .where('told_at', 'is', null)
    .orderBy('created_at')
    .execute();
  return rows.map(({ message }) => message.type);
}
