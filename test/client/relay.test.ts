import { pino } from 'pino';
import type { Chains, Dispatch } from '../../client/port';
import { createRelay } from '../../client/relay';
import { createSqlStore } from '../../store/sql/index';
import { loadDemo, type OpenStore, seal, startRequest } from '../support/store-scene';
import { openMemory } from '../support/stores';

let open: OpenStore;
beforeAll(async () => {
  const { db, close } = await openMemory();
  open = { db, close, store: createSqlStore({ db, seal, close }) };
  await loadDemo(open);
});
afterAll(() => open.close());

/** An engine that can be away, and notes what it was told. */
function engine() {
  const told: Dispatch[] = [];
  let isAway = false;
  const chains: Chains = {
    async tell(dispatch) {
      if (isAway) throw new Error('unavailable');
      told.push(dispatch);
      return 'applied';
    },
  };
  return { chains, told, goAway: (away: boolean) => (isAway = away) };
}

/** As if a minute had passed: what was claimed is free again. */
const later = () =>
  open.db
    .updateTable('dispatch')
    .set({ claimed_until: new Date(0) })
    .execute();

test('[case 105] what could not be told is recorded, and told once when the engine is back', async () => {
  const { chains, told, goAway } = engine();
  const relay = createRelay(open.store.dispatches, chains, pino({ level: 'silent' }));
  goAway(true);
  const { dispatch } = await startRequest(open);
  expect(await relay.tell(dispatch)).toBe('recorded');
  await later();
  expect(await relay.sweep()).toBe(1);
  expect(told).toEqual([]);

  goAway(false);
  await later();
  await relay.sweep();
  await later();
  expect(await relay.sweep()).toBe(0);
  expect(told).toEqual([dispatch]);
});

test('what was told at once is not told again', async () => {
  const { chains, told } = engine();
  const relay = createRelay(open.store.dispatches, chains, pino({ level: 'silent' }));
  const { dispatch } = await startRequest(open);
  expect(await relay.tell(dispatch)).toBe('applied');
  await later();
  await relay.sweep();
  expect(told.filter(({ id }) => id === dispatch.id)).toHaveLength(1);
});
