import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { directAsk, judgeByHeader, newDirectRequest } from '../support/direct-contact';
import { openChainEnv } from '../support/chain-scene';
import { loadOperator } from '../support/new-registration';
import { register } from '../support/registration-scene';
import { provesNothing } from '../support/samples';
import { quieten, testBundle, testConverter } from '../support/workflow-env';
import { contacts, ordered, registrations, scenes, twoSteps } from './scenes-to-save';

const { History } = temporal.api.history.v1;
const folder = join(__dirname, '..', 'histories');
const fileOf = (name: string) => join(folder, `${name}.history`);
const isRecording = process.env['RECORD_HISTORIES'] === '1';

if (isRecording) {
  // RECORD_HISTORIES=1 saves the histories that are missing. An old one is deleted by hand, and only with a workflow change that is meant
  // to be a new beginning; any other change needs `patched()`.
  let workflows: Awaited<ReturnType<typeof openChainEnv>>;
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    workflows = await openChainEnv({
      judge: async (raw, how) =>
        Buffer.from(raw).includes('X-Judged') ? judgeByHeader(raw, how) : { ...provesNothing, verdict: 'retry' },
    });
    await loadOperator(workflows.store);
  });
  afterAll(() => workflows.close());

  const missing = (names: readonly string[]) => names.filter((name) => !existsSync(fileOf(name)));
  const save = async (name: string, handle: WorkflowHandle) =>
    writeFileSync(fileOf(name), History.encode(await handle.fetchHistory()).finish());

  test.each(['nothing else', ...missing(Object.keys(scenes))])('record %s', async (name) => {
    const play = scenes[name];
    if (!play) return;
    await workflows.run(
      twoSteps,
      async (scene) => {
        const saved = (await play(scene)) ?? scene.handle;
        await save(name, saved);
        // Nothing else ends the workflow of a register or a grant.
        if (name === 'register-waits' || name === 'grant-waits') await saved.terminate('its history is kept');
        else if (saved !== scene.handle) await scene.ended(saved);
      },
      { toPay: name === 'payment-waits' },
    );
  });

  test.each(['nothing else', ...missing(Object.keys(registrations))])('record the registration %s', async (name) => {
    const play = registrations[name];
    if (!play) return;
    await register(workflows, async (scene) => {
      await play(scene);
      await save(name, scene.handle);
    });
  });

  test.each(['nothing else', ...missing(Object.keys(contacts))])('record the direct contact %s', async (name) => {
    const play = contacts[name];
    if (!play) return;
    const keyKind = name === 'direct-issuer-waits' ? 'oidc' : 'bearer';
    const request = newDirectRequest({ plan: { ...directAsk.plan, keyKind } });
    await workflows.runStarted(
      () => workflows.store.requests.start(request),
      async (scene) => {
        const saved = (await play(scene)) ?? scene.handle;
        await save(name, saved);
        if (name === 'direct-issuer-waits') {
          await ordered(scene, await scene.store.credentials.recordByStaff(scene.requestId, 'Kim', 'made by hand'));
        }
      },
    );
  });
} else {
  beforeAll(quieten);
  const saved = readdirSync(folder).filter((file) => file.endsWith('.history'));

  test('there is a history for every waiting state and every end', () => {
    expect(saved.toSorted()).toEqual(
      [scenes, registrations, contacts]
        .flatMap(Object.keys)
        .map((name) => `${name}.history`)
        .toSorted(),
    );
  });

  test.each(saved)('[case 113] the workflows of today replay %s', async (file) => {
    const history = History.decode(readFileSync(join(folder, file)));
    const options = { workflowBundle: { codePath: testBundle }, dataConverter: testConverter };
    await expect(Worker.runReplayHistory(options, history, 'request-r1')).resolves.toBeUndefined();
  });
}
