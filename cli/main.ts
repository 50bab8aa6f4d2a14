#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { ConfigError } from '../app/config';
import { CliError } from './api';
import { auditCommands } from './audit';
import { chainCommands } from './chain';
import { directoryCommands } from './directory';
import { evidenceCommands } from './evidence';
import { grantCommands } from './grant';
import { keyCommands } from './key';
import { keysCommands } from './keys';
import { mailCommands } from './mail';
import { addReceivedMail } from './received-mail';
import { requestCommands } from './request';
import { serverCommands } from './server';
import { taskCommands } from './task';

/** Exit codes: 0 ok, 1 failed, 2 wrong use. */
async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('countersign')
    .description('Email approval chains for MLS listing data: ask by mail, decide by link, hand out credentials once.')
    .showHelpAfterError('Run with --help for the commands and their options.')
    .exitOverride();
  const commands = [...serverCommands(), requestCommands(), taskCommands(), chainCommands(), ...directoryCommands()];
  commands.push(addReceivedMail(mailCommands()), evidenceCommands(), auditCommands());
  commands.push(keyCommands(), keysCommands(), grantCommands());
  for (const command of commands) program.addCommand(command);
  overrideExit(program);
  await program.parseAsync(argv);
}

/** Commander ends the process itself unless every command is told not to. */
function overrideExit(command: Command): void {
  command.exitOverride();
  command.commands.forEach(overrideExit);
}

main(process.argv).catch((error: unknown) => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  const isExpected = error instanceof CliError || error instanceof ConfigError;
  if (!(error instanceof Error)) console.error(error);
  else console.error(isExpected ? error.message : `${error.name}: ${error.message}`);
  if (!isExpected && process.env['COUNTERSIGN_LOG_LEVEL'] === 'debug') console.error(error);
  // Temporal's runtime would keep a program alive that failed to start.
  process.exit(1);
});
