import { Command, InvalidArgumentError, Option } from 'commander';
import { chainJsonSchema, readChain } from '../directory/chain-schema';
import type { Chain } from '../domain/chain';
import type { Approver } from '../domain/party';
import { keyHolderKinds } from '../domain/plan';
import { durationWords } from '../domain/duration-words';
import { chainLines, stepLines } from '../domain/step-words';
import { CliError, connect } from './api';
import { drawFromFile, factNames, faultLines, readActs, readDefinition, readJson, readPeople } from './chain-input';
import { printJson, say } from './output';
import { actWords, play, type Played, readAct, type SimulatedAct } from './simulate';

interface ChainPreview {
  readonly chain: Chain;
  readonly usually: { readonly closed: number; readonly medianMs: number | null; readonly p90Ms: number | null };
}

interface PreviewOptions {
  plan: string;
  holder?: string;
  developer?: string;
  json?: boolean;
}

interface SimulateOptions {
  plan?: string;
  holder?: string;
  file?: string;
  people?: string;
  given: string[];
  decide: SimulatedAct[];
  decisions?: string;
  json?: boolean;
}

const holder = () => new Option('--holder <kind>', 'whom the key is tied to').choices(keyHolderKinds);

/** `countersign chain …`: chains before anybody is asked by them. */
export function chainCommands(): Command {
  const chain = new Command('chain').description('preview, check and simulate approval chains');
  chain
    .command('preview')
    .description('whom a request would ask, in which order, and how long that usually takes')
    .requiredOption('--plan <id>', 'data plan (see: countersign plan list)')
    .addOption(holder())
    .option('--developer <id>', 'who would ask (default: one whom nobody knows yet)')
    .option('--json', 'print JSON')
    .action(preview);
  chain
    .command('schema')
    .description('the JSON schema of a chain, for editors')
    .action(() => console.log(JSON.stringify(chainJsonSchema(), null, 2)));
  chain
    .command('check <file>')
    .description('what is wrong with a chain in a JSON file, and how to mend it')
    .option('--people <file>', "the MLS's register as JSON, to find people it does not hold")
    .option('--json', 'print JSON')
    .action(check);
  chain
    .command('simulate')
    .description('play decisions through a chain; nobody is asked')
    .option('--plan <id>', "the chain of this plan's next request")
    .addOption(holder())
    .option('--file <file>', 'a chain in a JSON file')
    .option('--people <file>', 'for --file: the people it names, [{ "id", "name", "email", "title" }]')
    .option('--given <fact=value>', `for --file, repeated: ${factNames.join(', ')}`, collect, [])
    .option('--decide <act>', `step:who:verdict[:reason], repeated; verdicts: ${actWords.join(', ')}`, collectAct, [])
    .option('--decisions <file>', 'the same, one a line')
    .option('--json', 'print JSON')
    .action(simulate);
  return chain;
}

function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

function collectAct(text: string, before: readonly SimulatedAct[]): readonly SimulatedAct[] {
  try {
    return [...before, readAct(text)];
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

async function fetchPreview({ plan, holder: keyHolder, developer }: PreviewOptions): Promise<ChainPreview> {
  const query = new URLSearchParams({
    ...(keyHolder ? { keyHolder } : {}),
    ...(developer ? { developerId: developer } : {}),
  });
  return connect(process.env).get<ChainPreview>(`/plans/${encodeURIComponent(plan)}/chain?${query.toString()}`);
}

async function preview(options: PreviewOptions): Promise<void> {
  const found = await fetchPreview(options);
  if (options.json) return printJson(found);
  const { chain, usually } = found;
  chain.steps.forEach((step, index) => {
    console.log(`${index + 1}. ${step.title} (${step.id})`);
    for (const { label, words } of stepLines(chain, step)) console.log(`   ${label}: ${words}`);
  });
  for (const { label, words } of chainLines(chain)) console.log(`${label}: ${words}`);
  const { closed, medianMs, p90Ms } = usually;
  if (medianMs === null || p90Ms === null) return say('No request of this MLS has closed yet.');
  say(
    `Usually takes ${durationWords(medianMs)}; 9 of 10 took at most ${durationWords(p90Ms)} (from ${closed} closed).`,
  );
}

function check(file: string, { people, json }: { people?: string; json?: boolean }): void {
  const known = people === undefined ? undefined : new Set(readPeople(people).map(({ id }) => id));
  const read = readChain(readJson(file), known);
  const faults = read.kind === 'faulty' ? read.faults : [];
  if (json) printJson({ faults });
  else if (faults.length > 0) console.log(faultLines(faults));
  else say(`${file}: no faults.`);
  if (faults.length > 0) process.exitCode = 1;
}

async function simulate(options: SimulateOptions, command: Command): Promise<void> {
  const { plan, file, people, given, decide, decisions, json } = options;
  if ((plan === undefined) === (file === undefined)) command.error('error: name a chain: --plan or --file');
  if (file !== undefined && people === undefined) command.error('error: --file needs --people');
  const acts = [...(decisions === undefined ? [] : readActs(decisions)), ...decide];
  const register = people === undefined ? [] : readPeople(people);
  const chain =
    plan === undefined
      ? drawFromFile(readDefinition(file!), register, given)
      : (await fetchPreview({ ...options, plan })).chain;
  const result = playOut(chain, register.length > 0 ? register : peopleOf(chain), acts);
  if (json) return printJson(result);
  console.log(`start\n  ${result.start.state}: ${result.start.because}`);
  for (const { line, refusal, standing } of result.played) {
    console.log(line);
    if (refusal) console.log(`  refused: ${refusal.because}`);
    else console.log(`  ${standing.state}: ${standing.because}`);
  }
}

function playOut(
  chain: Chain,
  people: readonly Approver[],
  acts: readonly SimulatedAct[],
): ReturnType<typeof play> & { readonly played: readonly Played[] } {
  try {
    return play(chain, people, acts);
  } catch (cause) {
    throw new CliError((cause as Error).message, { cause });
  }
}

function peopleOf({ steps, informed }: Chain): readonly Approver[] {
  const all = [...steps.flatMap(({ approvers, alternates }) => [...approvers, ...alternates]), ...informed];
  return all.filter(({ id }, index) => all.findIndex((each) => each.id === id) === index);
}
