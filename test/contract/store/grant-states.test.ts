import * as fc from 'fast-check';
import { type GrantAct, grantStates, type GrantState } from '../../../domain/grant';
import { readTogether, json } from '../../../store/sql/database';
import { listGrants } from '../../../store/sql/grant-files';
import { type OpenStore, startRequest } from '../../support/store-scene';
import { onEachEngine } from './engines';

const dayMs = 86_400_000;
/** A week before clocks go back: days of the database's would be of another length. */
const start = Date.UTC(2026, 9, 20);
const onDay = (days: number) => start + days * dayMs;

interface History {
  readonly firstUntil: number;
  readonly noticeDays: number;
  readonly graceDays: number;
  readonly acts: readonly GrantAct[];
}

const days = fc.noBias(fc.integer({ min: 0, max: 12 })).map(onDay);
const change = fc.constantFrom('one', 'other');
const cause = fc.constantFrom('staff' as const, 'terms' as const);
const terms = { version: '2', hash: 'h2' };

const anyAct: fc.Arbitrary<GrantAct> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('suspended' as const, 'reinstated' as const), cause }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('renewed' as const), requestId: change, until: days }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('left' as const), endsAt: days }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('amended' as const), requestId: change }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('taken-back' as const), requestId: change }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'stayed' } as const) },
  fc.constant({ kind: 'revoked' } as const),
  fc.constant({ kind: 'terms-accepted', terms } as const),
);

const anyHistory: fc.Arbitrary<History> = fc.record({
  firstUntil: days,
  noticeDays: fc.integer({ min: 1, max: 4 }),
  graceDays: fc.integer({ min: 0, max: 3 }),
  acts: fc.array(anyAct, { maxLength: 6 }),
});

/** Writes what is said to have happened to a request that nobody decided on; what it changes are requests too. */
async function write(open: OpenStore, { firstUntil, noticeDays, graceDays, acts }: History): Promise<void> {
  const { id } = await startRequest(open);
  const term = json({ months: 12, noticeDays, graceDays });
  await open.db
    .insertInto('access_grant')
    .values({ id, began_at: new Date(start), first_until: new Date(firstUntil), term })
    .execute();
  const changes = new Map<string, string>();
  for (const act of acts) {
    if (!('requestId' in act) || changes.has(act.requestId)) continue;
    const asked = { kind: 'amendment', grantId: id, approvedAt: start, until: null, differences: [] } as const;
    const request = await startRequest(open, undefined, undefined, { kind: 'grant-change', change: asked });
    changes.set(act.requestId, request.id);
  }
  if (acts.length === 0) return;
  const events = acts.map((act, index) => ({
    grant_id: id,
    seq: index + 1,
    at: new Date(onDay(index)),
    made_by: 'Kim',
    because: act.kind,
    act: json('requestId' in act ? { ...act, requestId: changes.get(act.requestId)! } : act),
  }));
  await open.db.insertInto('grant_event').values(events).execute();
}

onEachEngine((open) => {
  const histories = fc.sample(anyHistory, { numRuns: 60, seed: 7 });
  beforeAll(async () => {
    for (const history of histories) await write(open, history);
  });
  const found = (state: GrantState, at: number) => readTogether(open.db, (trx) => listGrants(trx, { state }, at));

  test('what the database finds in a state stands so, and nothing is left out, up to the millisecond', async () => {
    const counts = new Map<GrantState, number>();
    for (const day of Array.from({ length: 18 }, (_, index) => index - 2)) {
      for (const at of [onDay(day) - 1, onDay(day)]) {
        let all = 0;
        for (const state of grantStates) {
          const files = await found(state, at);
          expect(files.filter(({ standing }) => standing.state !== state)).toEqual([]);
          counts.set(state, (counts.get(state) ?? 0) + files.length);
          all += files.length;
        }
        expect([at, all]).toEqual([at, histories.length]);
      }
    }
    expect([...counts.entries()].filter(([, count]) => count < 50)).toEqual([]);
  });

  test('the list is narrowed down before it is cut to a page', async () => {
    const all = await open.store.grants.list({});
    const revoked = all.filter(({ standing }) => standing.state === 'revoked').map(({ grant }) => grant.id);
    const second = await open.store.grants.list({ state: 'revoked', limit: 1, offset: 1 });
    expect(second.map(({ grant }) => grant.id)).toEqual([revoked[1]]);
    expect(await open.store.grants.list({ state: 'revoked', mlsId: 'prairie-lakes' })).toEqual([]);
  });
});
