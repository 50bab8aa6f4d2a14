import { createDoomed, type Fate, Killed } from '../../faults/process';
import type { Run } from '../../faults/attempts';
import { newestPickUpLink, visit } from '../../faults/pick-up';
import { createRandom } from '../../faults/random';
import { approvedRequest, brokenIn, issue, playRun, sum, type Tally } from '../../faults/run';
import { engines, type FaultWorld, openFaultWorld } from '../../faults/world';

/** `npm run faults` plays more of them. */
const runs = 15;

describe.each(engines())('on %s', (engine) => {
  let world: FaultWorld;
  beforeAll(async () => (world = await openFaultWorld(engine)));
  afterAll(() => world.close());

  test(`[case 72] [case 73] [case 100] [case 102] ${runs} seeded runs of issue and pickup under faults: nothing is shown twice, enabled twice or lost`, async () => {
    const tallies: Tally[] = [];
    for (let seed = 1; seed <= runs; seed++) {
      const tally = await playRun(world, seed);
      expect({ seed, broken: brokenIn(tally) }).toEqual({ seed, broken: [] });
      tallies.push(tally);
    }
    const { faults, orphans, shown } = sum(tallies);
    expect(faults).toBeGreaterThan(runs * 5);
    expect(orphans).toBeGreaterThan(3);
    expect(shown).toBeGreaterThan(runs / 2);
  }, 300_000);

  test('[case 72] a hundred come at once over two web nodes: exactly one answer holds the secret', async () => {
    const run: Run = { world, random: createRandom(1), maker: 'builtin', secrets: [] };
    const requestId = await approvedRequest(world, 1);
    await issue(run, requestId, 1);
    const mailed = await newestPickUpLink(world, requestId);
    const visits = Array.from({ length: 100 }, (_, index) => visit(world.nodes[index % 2]!.url, mailed));
    const pages = await Promise.all(visits);
    expect(pages.filter((page) => page.includes(run.secrets.at(-1)!))).toHaveLength(1);
    expect(pages.filter((page) => page.includes('already shown'))).toHaveLength(99);
  });
});

/** A process with a port, and what was done through that. */
function play(fate: Fate | null) {
  const done: string[] = [];
  const port = {
    say: async (word: string) => (done.push(word), word),
    deep: { say: async () => done.push('deep') },
    name: 'x',
  };
  const process = createDoomed(fate);
  return { done, process, port: process.through(port) };
}

describe('a process and its fate', () => {
  test('without one everything goes through', async () => {
    const { port, done } = play(null);
    expect([await port.say('a'), await port.deep.say(), port.name, done]).toEqual(['a', 2, 'x', ['a', 'deep']]);
  });

  test.each([
    ['dies-before', ['a']],
    ['dies-after', ['a', 'b']],
  ] as const)('it %s the second effect, and does nothing any more', async (kind, expected) => {
    const { port, done, process } = play({ call: 2, kind });
    await port.say('a');
    for (const word of ['b', 'c']) await expect(port.say(word)).rejects.toThrow(Killed);
    expect([done, process.isMet, process.isDead]).toEqual([expected, true, true]);
  });

  test.each([
    ['stalls-before', ['other']],
    ['stalls-after', ['a', 'other']],
  ] as const)('it %s the first effect, and goes on when it is woken', async (kind, meanwhile) => {
    const { port, done, process } = play({ call: 1, kind });
    const saying = port.say('a');
    await process.stalled;
    done.push('other');
    expect(done).toEqual(meanwhile);
    process.wake();
    expect(await saying).toBe('a');
    expect(process.isDead).toBe(false);
  });
});
