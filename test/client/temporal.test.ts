import { randomUUID } from 'node:crypto';
import type { Dispatch, Message } from '../../client/port';
import { createTemporalChains } from '../../client/temporal';
import type { RequestFile, RequestStore } from '../../store/port';
import { lateKeyOrderWorkflowId, requestWorkflowId } from '../../workflows/contract';
import { chain, decision, digest, facts, step } from '../support/samples';
import { createTwin } from '../support/twin-activities';
import { openWorkflowEnv } from '../support/workflow-env';

let workflows: Awaited<ReturnType<typeof openWorkflowEnv>>;
beforeAll(async () => (workflows = await openWorkflowEnv()));
afterAll(() => workflows.close());

const oneStep = chain(step('mls', ['ann']));

/** The chains as the relay has them, over a twin of the records. */
async function scene(play: (tools: Tools) => Promise<void>): Promise<void> {
  const { env, withWorker } = workflows;
  const taskQueue = randomUUID();
  const requestId = randomUUID();
  const twin = createTwin(oneStep, () => env.currentTimeMs());
  const file = { request: { id: requestId, digest }, chain: oneStep, facts: facts() } as unknown as RequestFile;
  const requests = { file: async () => file } as unknown as RequestStore;
  const chains = createTemporalChains(env.client, requests, taskQueue);
  const dispatch = (message: Message): Dispatch => ({ id: randomUUID(), requestId, message });
  const result = (workflowId: string) => env.client.workflow.getHandle(workflowId).result();
  await withWorker(twin, taskQueue, () =>
    play({ twin, requestId, chains, dispatch, result, now: () => env.currentTimeMs() }),
  );
}

interface Tools {
  readonly twin: ReturnType<typeof createTwin>;
  readonly requestId: string;
  readonly chains: ReturnType<typeof createTemporalChains>;
  dispatch(message: Message): Dispatch;
  result(workflowId: string): Promise<unknown>;
  now(): Promise<number>;
}

/** Starts, is approved and runs to its end, so that whatever follows comes late. */
async function toTheEnd({ twin, requestId, chains, dispatch, result, now }: Tools): Promise<void> {
  await chains.tell(dispatch({ type: 'start' }));
  // Committed and never told: the workflow finds it by itself before the step lapses.
  twin.commit(decision('mls', 'ann', 'approve', (await now()) + 60_000));
  twin.pickUp();
  expect(await result(requestWorkflowId(requestId))).toMatchObject({ state: 'approved' });
}

test('[case 116] a start that is told twice starts one workflow', () =>
  scene(async ({ chains, dispatch, requestId, result }) => {
    const start = dispatch({ type: 'start' });
    expect(await Promise.all([chains.tell(start), chains.tell(start), chains.tell(start)])).toEqual([
      'applied',
      'applied',
      'applied',
    ]);
    await result(requestWorkflowId(requestId));
    expect(await chains.tell(start)).toBe('applied');
  }));

test('a decision about a request that has ended is told: the store has the last word', () =>
  scene(async (tools) => {
    await toTheEnd(tools);
    const late = decision('mls', 'ann', 'deny', await tools.now());
    expect(await tools.chains.tell(tools.dispatch({ type: 'decision', decision: late }))).toBe('applied');
  }));

test('[case 80] a key is disabled long after its request has ended', () =>
  scene(async (tools) => {
    await toTheEnd(tools);
    const order = tools.dispatch({ type: 'disable', by: 'Support', reason: 'leaked' });
    await tools.chains.tell(order);
    await tools.chains.tell(order);
    await tools.result(lateKeyOrderWorkflowId(order.id));
    expect(tools.twin.log.filter((line) => line.startsWith('disable'))).toEqual(['disable 1']);
    expect(tools.twin.sent).toContain('key-disabled');
  }));

test('a key is replaced long after its request has ended, and handed out as the first was', () =>
  scene(async (tools) => {
    await toTheEnd(tools);
    const order = tools.dispatch({ type: 'reissue', by: 'Support', reason: 'laptop stolen' });
    await tools.chains.tell(order);
    await tools.result(lateKeyOrderWorkflowId(order.id));
    expect(tools.twin.log.slice(-3)).toEqual(['disable 1', 'issue 2', 'close c2']);
    expect(tools.twin.sent).toContain('ready 2');
  }));

test('[case 71] somebody who comes to the pickup page after all that still raises the alarm', () =>
  scene(async (tools) => {
    await toTheEnd(tools);
    const order = tools.dispatch({ type: 'opened-again', credentialId: 'c1' });
    await tools.chains.tell(order);
    await tools.result(lateKeyOrderWorkflowId(order.id));
    expect(tools.twin.sent).toContain('opened-again c1');
  }));
