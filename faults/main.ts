import { parseArgs } from 'node:util';
import { brokenIn, playRun, sum, type Tally } from './run';
import { type Engine, engines, openFaultWorld } from './world';

/** `npm run faults`: seeded runs of issue and pickup under faults, on every engine that this machine has. `--seed N` plays that run alone. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '1000' }, seed: { type: 'string' } } });
  const count = Number(values.runs);
  const seeds =
    values.seed === undefined ? Array.from({ length: count }, (_, index) => index + 1) : [Number(values.seed)];
  for (const engine of engines()) await playAll(engine, seeds);
}

async function playAll(engine: Engine, seeds: readonly number[]): Promise<void> {
  const world = await openFaultWorld(engine);
  const began = performance.now();
  const tallies: Tally[] = [];
  try {
    for (const seed of seeds) {
      const tally = await playRun(world, seed).catch((cause: unknown) => {
        throw new Error(`seed ${seed} on ${engine}: ${String(cause)}`, { cause });
      });
      for (const broken of brokenIn(tally)) {
        console.error(`seed ${seed} on ${engine}: ${broken}`);
        process.exitCode = 1;
      }
      tallies.push(tally);
    }
  } finally {
    await world.close();
  }
  const seconds = Number(((performance.now() - began) / 1_000).toFixed(1));
  console.log(JSON.stringify({ engine, ...sum(tallies), seconds }));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
