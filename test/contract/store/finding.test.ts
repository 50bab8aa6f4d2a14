import { type KyselyPlugin } from 'kysely';
import { createSqlStore } from '../../../store/sql/index';
import { openStep, said, seal, startRequest } from '../../support/store-scene';
import { onEachEngine } from './engines';
import { answer, mailQuestion } from './mailed';

onEachEngine((open) => {
  test('a page of requests takes as many queries as one request', async () => {
    let queries = 0;
    const count: KyselyPlugin = {
      transformQuery: ({ node }) => ((queries += 1), node),
      transformResult: async ({ result }) => result,
    };
    const { requests } = createSqlStore({ db: open.db.withPlugin(count), seal, close: open.close });
    const queriesFor = async (limit: number) => {
      queries = 0;
      const page = await requests.list({ limit, offset: 0 });
      return { rows: page.length, queries };
    };
    // Nine with nothing said, then one with a question and its answer.
    for (let n = 0; n < 9; n += 1) await startRequest(open);
    const { id } = await startRequest(open);
    const question = await said(open, await openStep(open, id, 'mls', 'ann-lee'), { verdict: 'ask' });
    await answer(open, await mailQuestion(open, id, question.id));
    const one = await queriesFor(1);
    expect(await queriesFor(10)).toEqual({ rows: 10, queries: one.queries });
    expect(one.queries).toBeLessThan(15);
  });

  test('lists newest first, finds by text, and tells open from settled', async () => {
    const { id } = await startRequest(open, 'summit-ridge-vow');
    const [newest] = await open.store.requests.list({ limit: 1, offset: 0 });
    expect(newest?.request.id).toBe(id);
    const found = await open.store.requests.list({ search: 'summit RIDGE', settled: false, limit: 100, offset: 0 });
    expect(found.map(({ request }) => request.id)).toContain(id);
    expect(await open.store.requests.list({ search: 'summit ridge', settled: true, limit: 100, offset: 0 })).toEqual(
      [],
    );
    expect(await open.store.requests.list({ search: "%' or true --", limit: 100, offset: 0 })).toEqual([]);
  });
});
