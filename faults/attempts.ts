import type { Activities } from '../activities/index';
import type { Issuer, MadeKey } from '../issuer/port';
import { faultKinds } from '../test/support/spark-stand-in/faults';
import { createDoomed, type Doomed, type Fate, fateKinds } from './process';
import type { Random } from './random';
import type { FaultWorld } from './world';

/** Who makes the run's keys. */
export type Maker = 'builtin' | 'spark-api';

/** A run's own part of the world. */
export interface Run {
  readonly world: FaultWorld;
  readonly random: Random;
  readonly maker: Maker;
  /** Every secret that reached a process of ours, whatever became of it. */
  readonly secrets: string[];
}

/** After so many attempts everything is well again. */
const troubledAttempts = 3;
/** More than an attempt has; a fate that is never met is no fault. */
const mostCalls = 16;

/**
 * Has an activity done as Temporal would: attempt after attempt until one reports success, each dying, stalling or losing answers as the seed
 * has it. A process that stalls goes on when another has done its work. Resolves with how many faults there were.
 */
export async function underFaults(run: Run, act: (activities: Activities) => Promise<unknown>): Promise<number> {
  const { world, random } = run;
  const stalled: { readonly process: Doomed; readonly work: Promise<boolean> }[] = [];
  let faults = 0;
  for (let attempt = 1, isDone = false; !isDone; attempt++) {
    if (attempt > 20) throw new Error('20 attempts were not enough.');
    const isTroubled = attempt <= troubledAttempts;
    if (isTroubled) faults += orderFaults(run);
    const process = createDoomed(isTroubled && random.chance(0.8) ? fateOf(random) : null);
    const work = attemptIn(run, process, isTroubled, act);
    isDone = await Promise.race([work, process.stalled.then(() => false)]);
    if (process.isMet) faults += 1;
    if (process.isMet && !process.isDead && !isDone) stalled.push({ process, work });
    world.api.settle();
    // Temporal did not hear of it, and has it done once more.
    if (isDone && isTroubled && random.chance(0.2)) {
      faults += 1;
      isDone = false;
    }
  }
  for (const { process, work } of stalled) {
    faults += orderFaults(run);
    process.wake();
    await work;
    world.api.settle();
  }
  return faults;
}

/** Whether Temporal hears of a success. */
async function attemptIn(
  { world: { scene, mailer, hasty, patient }, maker, secrets }: Run,
  process: Doomed,
  isTroubled: boolean,
  act: (activities: Activities) => Promise<unknown>,
): Promise<boolean> {
  const recording = (issuer: Issuer): Issuer => ({
    ...issuer,
    async issue(...args): Promise<MadeKey> {
      const made = await issuer.issue(...args);
      secrets.push(made.secret);
      return made;
    },
  });
  const activities = scene.activities({
    store: process.through(scene.store),
    mailer: process.through(mailer),
    issuer: process.through(recording(scene.issuer)),
    ...(maker === 'spark-api' ? { sparkApi: process.through(recording(isTroubled ? hasty : patient)) } : {}),
  });
  return act(activities).then(
    () => !process.isDead,
    () => false,
  );
}

function fateOf(random: Random): Fate {
  return { call: 1 + random.below(mostCalls), kind: random.pick(fateKinds) };
}

/** What goes wrong between us and the key administration. */
function orderFaults({ world: { api }, maker, random }: Run): number {
  if (maker === 'builtin') return 0;
  const count = random.below(3);
  for (let ordered = 0; ordered < count; ordered++) {
    const kind = random.pick(faultKinds);
    api.order(random.chance(0.5) ? { kind, method: 'POST', path: '/keys' } : { kind, after: random.below(8) });
  }
  return count;
}
