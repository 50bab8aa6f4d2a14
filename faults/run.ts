import { demoDirectory } from '../directory/demo';
import type { IssuedKey } from '../issuer/port';
import { decide, openStep, spec, startRequest } from '../test/support/store-scene';
import { type Run, underFaults } from './attempts';
import { pickUpUnderFaults } from './pick-up';
import { createRandom } from './random';
import type { FaultWorld } from './world';

/** What one run, or all of them, came to. */
export interface Tally {
  readonly runs: number;
  readonly faults: number;
  readonly keysMade: number;
  /** Keys that were made and never came to be on record. */
  readonly orphans: number;
  /** Of those, how many only the last look found. */
  readonly foundLate: number;
  readonly visits: number;
  readonly shown: number;
  readonly replaced: number;
  readonly shownTwice: number;
  readonly secondEnabledKeys: number;
  readonly keysWithoutEvidence: number;
  readonly orphansLeftEnabled: number;
  /** Keys on record as enabled that do not work where they were made. */
  readonly keysLost: number;
}

const mustBeZero = [
  'shownTwice',
  'secondEnabledKeys',
  'keysWithoutEvidence',
  'orphansLeftEnabled',
  'keysLost',
] as const satisfies (keyof Tally)[];

/** One request from its approval until its key was picked up, or replaced and picked up, under the faults that the seed chooses. */
export async function playRun(world: FaultWorld, seed: number): Promise<Tally> {
  const random = createRandom(seed);
  const run: Run = { world, random, maker: random.pick(['builtin', 'spark-api']), secrets: [] };
  const requestId = await approvedRequest(world, seed);
  const first = await issueAndPickUp(run, requestId, 1);
  const isReplaced = first.shown.length === 0 || random.chance(0.2);
  const second = isReplaced ? await replace(run, requestId) : { faults: 0, visits: 0, shown: [] };

  const before = await keysOf(run, requestId);
  const { credential } = (await world.scene.store.requests.file(requestId))!;
  // As the workflow does in any case when the time to pick up is over.
  const faults = await underFaults(run, ({ closePickUp }) => closePickUp({ credentialId: credential!.id }));
  const keys = await keysOf(run, requestId);
  const { recorded, ...found } = await recordsOf(world, requestId, keys);
  const shown = [...first.shown, ...second.shown];
  return {
    runs: 1,
    faults: first.faults + second.faults + faults,
    keysMade: keys.length,
    orphans: keys.length - recorded,
    foundLate: before.filter(({ id, enabled }) => enabled && id !== credential!.keyId).length,
    visits: first.visits + second.visits,
    shown: shown.length,
    replaced: isReplaced ? 1 : 0,
    shownTwice: shown.length - new Set(shown).size,
    ...found,
  };
}

export async function approvedRequest({ scene }: FaultWorld, seed: number): Promise<string> {
  // Ten addresses take turns, so that each has keys on several pages of the key administration in the end.
  const requester = { ...demoDirectory.developers[0]!, email: `dana-${seed % 10}@fox.example` };
  const { id } = await startRequest(scene, undefined, undefined, { requester });
  await decide(scene, await openStep(scene, id, 'mls', 'ann-lee'));
  return id;
}

/** Has the key made and its letter sent; resolves with how many faults there were. */
export function issue(run: Run, requestId: string, generation: number): Promise<number> {
  return underFaults(run, async ({ issueKey, deliver }) => {
    const { letters } = await issueKey({ requestId, generation });
    for (const letterId of letters) await deliver({ letterId });
  });
}

async function issueAndPickUp(run: Run, requestId: string, generation: number) {
  const faults = await issue(run, requestId, generation);
  const pickedUp = await pickUpUnderFaults(run, requestId);
  return { ...pickedUp, faults: faults + pickedUp.faults };
}

/** The page never came, or its key is worn: staff have a new one made. */
async function replace(run: Run, requestId: string) {
  const order = { requestId, by: 'Support', reason: 'the page never loaded', isReplaced: true };
  const faults = await underFaults(run, ({ disableKey }) => disableKey(order));
  const second = await issueAndPickUp(run, requestId, 2);
  return { ...second, faults: faults + second.faults };
}

/** All that were made for the request, wherever their secrets went. */
async function keysOf({ world: { scene, patient }, maker }: Run, requestId: string): Promise<readonly IssuedKey[]> {
  const { request } = (await scene.store.requests.file(requestId))!;
  const wanted = { ...spec, developer: request.ask.requester };
  const issuer = maker === 'builtin' ? scene.issuer : patient;
  const found = await Promise.all([1, 2].map((generation) => issuer.find(`${requestId}:${generation}`, wanted)));
  return found.flat();
}

/** What the store knows of them. */
async function recordsOf({ scene }: FaultWorld, requestId: string, keys: readonly IssuedKey[]) {
  const rows = await scene.db
    .selectFrom('credential')
    .leftJoin('evidence', (join) =>
      join
        .onRef('evidence.id', '=', 'credential.evidence_id')
        .onRef('evidence.request_id', '=', 'credential.request_id'),
    )
    .select(['credential.key_id', 'credential.disabled_at', 'evidence.id as evidence'])
    .where('credential.request_id', '=', requestId)
    .execute();
  const enabled = keys.filter((key) => key.enabled).map(({ id }) => id);
  const valid = rows.filter(({ disabled_at }) => disabled_at === null).map(({ key_id }) => key_id);
  const onRecord = new Set(rows.map(({ key_id }) => key_id));
  return {
    recorded: rows.length,
    secondEnabledKeys: Math.max(0, enabled.length - 1) + Math.max(0, valid.length - 1),
    keysWithoutEvidence: rows.filter(({ evidence }) => evidence === null).length,
    orphansLeftEnabled: enabled.filter((id) => !onRecord.has(id)).length,
    keysLost: valid.filter((id) => !enabled.includes(id)).length,
  };
}

export function sum(tallies: readonly Tally[]): Tally {
  const [first, ...rest] = tallies;
  const add = (one: Tally, other: Tally) =>
    Object.fromEntries(
      Object.entries(one).map(([name, count]) => [name, Number(count) + other[name as keyof Tally]]),
    ) as unknown as Tally;
  return rest.reduce(add, first!);
}

/** What of a run must not be, in words; empty when all is well. */
export function brokenIn(tally: Tally): readonly string[] {
  return mustBeZero.filter((name) => tally[name] !== 0).map((name) => `${name} ${tally[name]}`);
}
