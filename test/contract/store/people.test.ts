import { randomBytes } from 'node:crypto';
import { loadDemo } from '../../support/store-scene';
import { onEachEngine } from './engines';

onEachEngine((open) => {
  test('[case 15] loading the directory again does not bring back who has left the register', async () => {
    await open.db.updateTable('approver').set({ active: false }).where('id', '=', 'raj-patel').execute();
    await loadDemo(open);
    expect(await open.store.directory.inactive(['raj-patel', 'mia-olson'])).toEqual(['raj-patel']);
    const { register } = (await open.store.directory.offer('prairie-lakes-idx'))!;
    expect(register.map(({ id }) => id)).not.toContain('raj-patel');
    await open.db.updateTable('approver').set({ active: true }).where('id', '=', 'raj-patel').execute();
  });

  test('[case 91] a session lives until it is closed, expires, or its person is disabled', async () => {
    await open.store.staff.create({ id: 'pat', name: 'Pat', email: 'Pat@Countersign.example' }, 'hash');
    const [one, two] = [randomBytes(32), randomBytes(32)];
    await open.store.staff.openSession('pat', one, 60_000);
    await open.store.staff.openSession('pat', two, -1);
    expect(await open.store.staff.session(one)).toMatchObject({ email: 'pat@countersign.example' });
    expect(await open.store.staff.session(two)).toBeUndefined();
    await open.db.updateTable('staff').set({ active: false }).where('id', '=', 'pat').execute();
    expect(await open.store.staff.session(one)).toBeUndefined();
  });
});
