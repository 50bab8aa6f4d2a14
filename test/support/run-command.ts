import type { Command } from 'commander';

export interface Ran {
  readonly out: string;
  readonly error: string;
  readonly exitCode: number;
}

/** Runs a command of the command line in this process, as `countersign NAME …` would; what it cannot do it throws. */
export async function runCommand(command: Command, args: readonly string[]): Promise<Ran> {
  const out: string[] = [];
  const error: string[] = [];
  const { log, error: complain } = console;
  console.log = (...words: readonly unknown[]) => out.push(words.map(String).join(' '));
  console.error = (...words: readonly unknown[]) => error.push(words.map(String).join(' '));
  process.exitCode = 0;
  quiet(command);
  try {
    await command.parseAsync(args, { from: 'user' });
    return { out: out.join('\n'), error: error.join('\n'), exitCode: process.exitCode ?? 0 };
  } finally {
    Object.assign(console, { log, error: complain });
    process.exitCode = 0;
  }
}

/** Without this a wrong use would end the test's own process. */
function quiet(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => {} });
  command.commands.forEach(quiet);
}
