import { demoDirectory } from '../../../directory/demo';
import { onEachEngine } from './engines';

onEachEngine((open) => {
  const names = async (filter: object) => {
    const { entries } = await open.store.directory.search({ limit: 20, offset: 0, ...filter });
    return entries.map(({ mls }) => mls.id);
  };

  test.each<[string, object, readonly string[]]>([
    ['a part of the name, whatever its case', { text: 'RAIRIE' }, ['prairie-lakes']],
    ['nothing', { text: 'nowhere' }, []],
    ['a percent sign is a character', { text: '%' }, []],
    ['the state', { state: 'Colorado' }, ['summit-ridge']],
    ['the role of a plan', { role: 'private' }, ['prairie-lakes']],
    ['the role and the state', { role: 'vow', state: 'Arizona' }, ['blue-mesa']],
    ['a kind of key that no plan has', { text: 'summit', keyKind: 'oidc' }, []],
  ])('search by %s', async (_name, filter, found) => {
    expect(await names(filter)).toEqual(found);
  });

  test('a page at a time, by name, with the number of all', async () => {
    const { directory } = open.store;
    const all = await directory.search({ limit: 100, offset: 0 });
    expect(all.total).toBe(all.entries.length);
    const second = await directory.search({ limit: 2, offset: 2 });
    expect(second.total).toBe(all.total);
    expect(second.entries).toEqual(all.entries.slice(2, 4));
    expect(all.entries.map(({ mls }) => mls.name)).toEqual(all.entries.map(({ mls }) => mls.name).toSorted());
  });

  test('everything that was loaded comes out again', async () => {
    const { mlses, approvers, plans, members } = await open.store.directory.everything();
    expect(byId(mlses)).toEqual(byId(demoDirectory.mlses));
    expect(byId(approvers)).toEqual(byId(demoDirectory.approvers));
    expect(byId(plans)).toEqual(byId(demoDirectory.plans));
    expect(members).toHaveLength(demoDirectory.members?.length ?? 0);
  });

  test('how an MLS is asked directly: as it said, or as is usual, by its register; the operator never is', async () => {
    const { directory } = open.store;
    const own = await directory.contact('cedar-valley');
    expect(own).toMatchObject({ mls: { id: 'cedar-valley' }, definition: { steps: [{ id: 'desk' }] } });
    expect(own!.register.entries.map(({ id }) => id)).toEqual(['abe-sorrel', 'gwen-marsh']);
    expect(await directory.contact('harbor-coast')).toMatchObject({
      definition: null,
      register: { entries: [{ id: 'ann-lee' }] },
    });
    expect(await directory.contact('operator')).toBeUndefined();
    expect(await directory.contact('nowhere')).toBeUndefined();
  });

  test('a member is known to their own MLS only', async () => {
    const member = { mlsId: 'harbor-coast', userName: 'hcm.test', kind: 'member', name: 'Hal Test' } as const;
    await open.store.directory.load({ mlses: [], approvers: [], plans: [], developers: [], members: [member] });
    expect(await open.store.directory.member('harbor-coast', 'hcm.test')).toEqual(member);
    expect(await open.store.directory.member('summit-ridge', 'hcm.test')).toBeUndefined();
  });
});

function byId<T extends { readonly id: string }>(rows: readonly T[]): readonly T[] {
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
