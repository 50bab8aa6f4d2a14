import { createHash, randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { Chain } from '../../domain/chain';
import { priceDifference } from '../../domain/price-change';
import type { Ask, GrantChange } from '../../domain/request';
import type { GrantFile, GrantOrder } from '../../store/port';
import { grantWorkflowId } from '../../workflows/contract';
import { approve, ask, type ChainScene, type openChainEnv } from './chain-scene';
import { relay } from './relay';
import { chain, step } from './samples';

type Workflows = Awaited<ReturnType<typeof openChainEnv>>;

export const day = 86_400_000;
const terms = (text: string) => createHash('sha256').update(text).digest('hex');
const oneStep = chain(step('mls', ['ann']));
const kim = { id: 'kim', name: 'Kim', email: 'kim@operator.example' };
export const dana = ask.requester;

/** Something that was granted, with the workflow that looks after it. */
export interface GrantScene extends ChainScene {
  readonly grant: WorkflowHandle;
  file(): Promise<GrantFile>;
  /** Staff do something about it; told. */
  order(
    order:
      Omit<Extract<GrantOrder, { kind: 'rotate' }>, 'by' | 'reason'> | { kind: Exclude<GrantOrder['kind'], 'rotate'> },
  ): Promise<void>;
  /** The developer picks up the newest key. */
  pickUp(): Promise<void>;
  /** Asks for a change; resolves with the id of its request. */
  change(kind: GrantChange['kind'], more?: Partial<Ask>, until?: number): Promise<string>;
  /** Tells the workflows what the store has recorded, and waits until the grant stands so. */
  stands(state: GrantFile['standing']['state']): Promise<void>;
  /** Whether each key works, oldest first. */
  working(): Promise<readonly boolean[]>;
}

/** A request for the plan `idx`, approved and with its key picked up. */
export async function withGrant(
  workflows: Workflows,
  play: (scene: GrantScene) => Promise<void>,
  { more = {}, chain: asked = oneStep }: { readonly more?: Partial<Ask>; readonly chain?: Chain } = {},
): Promise<void> {
  const { terms: text } = (await workflows.store.directory.offer('idx'))!.plan;
  const id = randomUUID();
  const request = {
    id,
    ask: { ...ask, termsHash: terms(text), ...more },
    chain: asked,
    startedBy: kim,
    idempotencyKey: id,
  };
  await workflows.runStarted(
    () => workflows.store.requests.start(request),
    async (scene) => {
      await scene.mailed('ann', /approve data/i);
      await scene.act('ann', approve);
      await scene.mailed('dana', /ready/);
      const granted = grantScene(scene, asked);
      try {
        await granted.pickUp();
        await play(granted);
      } finally {
        // Nothing else ends what is granted; but while it is busy, the server would wait for ever for what it was busy with.
        await scene.sleep('1 hours');
        await granted.grant.terminate('the test is over').catch(() => undefined);
      }
    },
  );
}

function grantScene(scene: ChainScene, asked: Chain): GrantScene {
  const { requestId, store } = scene;
  const file = async () => (await store.grants.file(requestId))!;
  return {
    ...scene,
    grant: scene.handle.client.getHandle(grantWorkflowId(requestId)),
    file,
    async order(order) {
      const outcome = await store.grants.order(requestId, {
        ...order,
        by: 'Kim',
        reason: `they asked us to ${order.kind}`,
      });
      if (outcome.kind !== 'recorded') throw new Error(`not ordered: ${JSON.stringify(outcome)}`);
      await relay(scene);
    },
    async pickUp() {
      const { tokenHash, code } = await scene.linkTo('dana', 'pickup');
      const outcome = await store.credentials.pickUp(tokenHash, code);
      if (outcome.kind !== 'opened') throw new Error(`not picked up: ${JSON.stringify(outcome)}`);
      await relay(scene);
    },
    async change(kind, more = {}, until) {
      const { grant, ask: granted } = await file();
      const id = randomUUID();
      const change: GrantChange = {
        kind,
        grantId: requestId,
        approvedAt: grant.beganAt,
        until: until ?? null,
        differences: more.price ? [priceDifference(granted.price, more.price)] : [],
      };
      const outcome = await store.grants.startChange({
        id,
        ask: { ...granted, ...more, kind: 'grant-change', change },
        chain: asked,
        startedBy: dana,
        idempotencyKey: id,
      });
      if (outcome.kind !== 'started') throw new Error(`not started: ${JSON.stringify(outcome)}`);
      await relay(scene);
      return id;
    },
    async stands(state) {
      await scene.until(`it is ${state}`, async () => {
        await relay(scene);
        return (await file()).standing.state === state;
      });
    },
    async working() {
      const { keys } = await file();
      const all = await Promise.all(keys.map(({ generation }) => store.keys.byMarker(`${requestId}:${generation}`)));
      return all.map((made) => made[0]!.enabled);
    },
  };
}
