import { type KyselyPlugin } from 'kysely';
import { openPostgres } from '../../store/postgres';
import { createSqlStore } from '../../store/sql/index';
import { postgresBin, startPostgres } from '../support/postgres-server';
import { issueFor, loadDemo, openStep, type OpenStore, seal, startRequest } from '../support/store-scene';

const bin = postgresBin();

(bin ? describe : describe.skip)('with several connections', () => {
  let open: OpenStore & { readonly url: string };
  beforeAll(async () => {
    const { url, stop } = await startPostgres(bin!);
    const { db, close } = await openPostgres(url);
    open = { url, db, store: createSqlStore({ db, seal, close }), close: () => close().then(stop) };
    await loadDemo(open);
  });
  afterAll(() => open.close());

  test('a file is read at one moment: what is decided and issued while it is read is not half in it', async () => {
    const { id } = await startRequest(open);
    const token = await openStep(open, id, 'mls', 'ann-lee');
    let meanwhile: Promise<unknown> | undefined;
    const interrupt: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      // The openings have been read and the rest has not: now all of it happens at once.
      async transformResult({ result }) {
        if ('dues' in (result.rows[0] ?? {})) await (meanwhile ??= issueFor(open, id, token));
        return result;
      },
    };
    const reader = createSqlStore({ db: open.db.withPlugin(interrupt), seal, close: open.close });
    const file = (await reader.requests.file(id))!;
    expect(meanwhile).toBeDefined();
    expect(file).toMatchObject({ credential: null, facts: { decisions: [] }, standing: { state: 'pending' } });
    const later = (await reader.requests.file(id))!;
    expect(later).toMatchObject({ credential: expect.anything(), standing: { state: 'approved' } });
  });

  test('two processes that open an empty database at once migrate it once', async () => {
    const server = await startPostgres(bin!);
    const opened = await Promise.all([openPostgres(server.url), openPostgres(server.url)]);
    expect(await opened[0].db.selectFrom('mls').select('id').execute()).toEqual([]);
    await Promise.all(opened.map(({ close }) => close()));
    await server.stop();
  });

  test('a server that is not there is an error that says so', async () => {
    const server = await startPostgres(bin!);
    await server.stop();
    await expect(openPostgres(server.url)).rejects.toThrow(/ECONNREFUSED/);
  });
});
