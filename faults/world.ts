import { createSparkApiIssuer } from '../issuer/spark-api';
import type { Issuer } from '../issuer/port';
import { openPostgres } from '../store/postgres';
import { createSqlStore } from '../store/sql/index';
import { type ActivityScene, openActivityScene } from '../test/activities/scene';
import { createMemoryMailer, type MemoryMailer } from '../test/support/memory-mailer';
import { postgresBin, startPostgres } from '../test/support/postgres-server';
import { type SparkStandIn, startSparkStandIn } from '../test/support/spark-stand-in/server';
import { seal } from '../test/support/store-scene';
import { startWebNode, type WebNode } from './web-node';

export type Engine = 'Postgres' | 'PGlite';

/** The program's parts as processes of several machines would have them: a worker's activities and two web nodes on one store; and who makes keys. */
export interface FaultWorld {
  readonly scene: ActivityScene;
  readonly nodes: readonly WebNode[];
  readonly mailer: MemoryMailer;
  readonly api: SparkStandIn;
  /** The client of the key administration that a worker under faults has: it gives up soon. */
  readonly hasty: Issuer;
  readonly patient: Issuer;
  close(): Promise<void>;
}

export function engines(): readonly Engine[] {
  return postgresBin() === undefined ? ['PGlite'] : ['PGlite', 'Postgres'];
}

export async function openFaultWorld(engine: Engine): Promise<FaultWorld> {
  const endings: (() => Promise<unknown>)[] = [];
  const { scene, stores } = engine === 'PGlite' ? await onPglite() : await onPostgres(endings);
  endings.push(scene.close);
  const nodes = await Promise.all(stores.map(startWebNode));
  for (const node of nodes) endings.push(node.close);
  const api = await startSparkStandIn();
  endings.push(api.close);
  const { url, apiKey } = api;
  return {
    scene,
    nodes,
    mailer: createMemoryMailer(),
    api,
    hasty: createSparkApiIssuer({ url, apiKey, timeoutMs: 150 }),
    patient: createSparkApiIssuer({ url, apiKey }),
    async close() {
      for (const end of endings.toReversed()) await end();
    },
  };
}

/** One process has it: both nodes share it. */
async function onPglite() {
  const scene = await openActivityScene();
  return { scene, stores: [scene.store, scene.store] };
}

/** Each node has connections of its own. */
async function onPostgres(endings: (() => Promise<unknown>)[]) {
  const { url, stop } = await startPostgres(postgresBin()!);
  endings.push(stop);
  const scene = await openActivityScene(() => openPostgres(url));
  const databases = await Promise.all([openPostgres(url), openPostgres(url)]);
  for (const { close } of databases) endings.push(close);
  return { scene, stores: databases.map(({ db, close }) => createSqlStore({ db, seal, close })) };
}
