import type { WorkflowHandle } from '@temporalio/client';
import { hashToken } from '../../secrets/token';
import { registerWorkflowId } from '../../workflows/contract';
import { type ChainScene, openChainEnv } from '../support/chain-scene';
import { relay } from '../support/relay';
import { confirmed, nora } from '../support/registers';
import { chain, step } from '../support/samples';

let workflows: Awaited<ReturnType<typeof openChainEnv>>;
beforeAll(async () => (workflows = await openChainEnv()));
afterAll(() => workflows.close());

const mlsId = 'mls';
const add = (id: string) =>
  ({
    kind: 'add',
    approverId: id,
    after: { ...nora, name: 'Nora Beck', email: `${id}@mls.example` },
    reason: 'new here',
  }) as const;

/** A request of some weeks, and beside it the register, whose workflow has to be ended by hand. */
async function withRegister(play: (scene: ChainScene, register: WorkflowHandle) => Promise<void>): Promise<void> {
  await workflows.run(chain(step('mls', ['tom'])), async (scene) => {
    const register = scene.handle.client.getHandle(registerWorkflowId(mlsId));
    try {
      await play(scene, register);
    } finally {
      await register.terminate('the test is over').catch(() => undefined);
    }
  });
}

const names = async () => (await workflows.store.directory.register(mlsId, null)).map(({ name }) => name);

/** The link and the code in the newest mail of that kind. */
async function linkIn(scene: ChainScene, who: string, page: 'objection' | 'attestation') {
  const mails = (await scene.mails()).filter(({ to }) => to.startsWith(`${who}@`));
  const { text } = mails.findLast((mail) => mail.text.includes(`/${page}/`))!;
  const code = /^ {4}([A-Z0-9]{3}) ([A-Z0-9]{3})$/m.exec(text)!;
  return [hashToken(new RegExp(`/${page}/([\\w-]{43})`).exec(text)![1]!), `${code[1]}${code[2]}`] as const;
}

test('[case 14] those who decide are told of an addition, and it is in force a day later', async () => {
  await withRegister(async (scene) => {
    await confirmed(workflows, mlsId, add('nora'));
    await relay(scene);
    const { text } = await scene.mailed('ann', /Who may decide for Lakeshore MLS: Nora Beck is added/);
    expect(text).toMatch(/Confirmed by: +Lee Poe/);
    for (const who of ['bob', 'cid', 'tom', 'alt', 'dan']) await scene.mailed(who, /Who may decide/);
    await scene.sleep('23 hours');
    expect(await names()).not.toContain('Nora Beck');
    await scene.sleep('2 hours');
    await scene.until('in force', async () => (await names()).includes('Nora Beck'));
    expect((await scene.mails()).filter(({ subject }) => subject.includes('Nora Beck'))).toHaveLength(6);
  });
});

test('[case 14] one objection and it never comes into force; the others learn of that', async () => {
  await withRegister(async (scene) => {
    await confirmed(workflows, mlsId, add('eve'));
    await relay(scene);
    await scene.mailed('ann', /Nora Beck is added/);
    const outcome = await workflows.store.register.object(...(await linkIn(scene, 'ann', 'objection')), 'Who is that?');
    expect(outcome).toMatchObject({ kind: 'objected', isLate: false });
    await relay(scene);
    expect((await scene.mailed('bob', /Stopped: Nora Beck is added/)).text).toContain('Who is that?');
    await scene.sleep('3 days');
    expect((await workflows.store.register.file(mlsId))!.register.entries.map(({ id }) => id)).not.toContain('eve');
  });
});

test('[case 15] who is removed while a request waits for them: their backup is asked', async () => {
  await workflows.db.updateTable('approver').set({ backup_id: 'alt' }).where('id', '=', 'tom').execute();
  await withRegister(async (scene) => {
    await scene.mailed('tom', /approve data/i);
    await confirmed(workflows, mlsId, { kind: 'remove', approverId: 'tom', after: null, reason: 'left' });
    await relay(scene);
    await scene.mailed('alt', /approve data/i);
    await scene.mailed('tom', /Tom is removed/);
    await expect(scene.act('tom', { verdict: 'deny' })).rejects.toThrow(/passed-on/);
    await scene.act('alt', { verdict: 'deny' }, 'No.');
  });
  await workflows.db.updateTable('approver').set({ active: true, backup_id: null }).where('id', '=', 'tom').execute();
});

test('[case 111] asked after half a year, reminded twice, then it is for staff; and it costs little', async () => {
  await workflows.db
    .updateTable('approver')
    .set({ valid_to: '2020-01-01' })
    .where('id', 'in', ['cid', 'dan'])
    .execute();
  await withRegister(async (scene, register) => {
    await workflows.db
      .updateTable('approver')
      .set({ listed_at: new Date(await scene.now()) })
      .execute();
    await scene.chains.tell({ id: 'd', requestId: '', message: { type: 'register', mlsId } });
    await scene.until('two have left', async () => (await names()).length === 5);
    const { runId: firstRun } = await register.describe();
    for (let month = 0; month < 6; month += 1) await scene.sleep('30 days');
    await scene.mailed('ann', /Do you still decide for Lakeshore MLS\?/);
    await scene.mailed('bob', /Do you still decide/);
    expect((await scene.mails()).filter(({ to, subject }) => to.startsWith('cid') && /still/.test(subject))).toEqual(
      [],
    );

    const answered = await workflows.store.register.attest(...(await linkIn(scene, 'ann', 'attestation')), 'yes', '');
    await scene.chains.tell((answered as Extract<typeof answered, { kind: 'attested' }>).dispatch);
    for (let week = 0; week < 7; week += 1) await scene.sleep('7 days');
    await scene.mailed('bob', /Reminder: Do you still decide/, 2);
    expect(
      (await scene.mails()).filter(({ to, subject }) => to.startsWith('ann') && /still/.test(subject)),
    ).toHaveLength(1);
    await scene.until('staff are called', async () => {
      const { tasks } = (await workflows.store.register.file(mlsId))!;
      return tasks.some(({ note }) => note.startsWith('Bob has not answered'));
    });
    const { historyLength, runId } = await register.describe();
    // A turn a month for what is due by the calendar, and the rounds.
    expect(historyLength).toBeLessThan(180);
    // So that a sealing key that was current then is needed no longer.
    expect(runId).not.toBe(firstRun);
  });
});
