import { Command } from 'commander';
import type { Checkpoint } from '../domain/checkpoint';
import { checkpointHash } from '../secrets/checkpoint';
import { connect } from './api';
import { plain, printJson, printTable, say, utc } from './output';

/** `countersign audit …`: signed checkpoints, by which rows that were cut off or changed afterwards show. */
export function auditCommands(): Command {
  const audit = new Command('audit').description('signed checkpoints of what happened, made every day');
  audit
    .command('checkpoint')
    .description('cover everything that has happened until now')
    .option('--json', 'print JSON')
    .action(make);
  audit.command('checkpoints').description('the checkpoints, newest first').option('--json', 'print JSON').action(list);
  audit
    .command('key')
    .description('the public key that they are signed with, for "evidence verify --key"')
    .action(async () => console.log((await connect(process.env).get<{ key: string }>('/audit/key')).key));
  audit
    .command('verify')
    .description('is everything that they cover still there; exit code 1 when it is not')
    .option('--json', 'print JSON')
    .action(verify);
  return audit;
}

async function make({ json }: { json?: boolean }): Promise<void> {
  const made = await connect(process.env).post<Checkpoint>('/audit/checkpoints', {});
  if (json) return printJson(made);
  console.log(`Checkpoint ${made.number}, ${utc(made.at)}: ${made.requests} request${made.requests === 1 ? '' : 's'}.`);
  console.log(`  root ${made.root}`);
  console.log(`  hash ${checkpointHash(made)}`);
  say('Note the hash outside of this service: whoever can write to the store and has the key could begin anew.');
}

async function list({ json }: { json?: boolean }): Promise<void> {
  const { checkpoints } = await connect(process.env).get<{ checkpoints: Checkpoint[] }>('/audit/checkpoints');
  if (json) return printJson(checkpoints);
  if (checkpoints.length === 0)
    return say('There is none yet. One is made every day, or by: countersign audit checkpoint');
  const rows = checkpoints.map((each) => [
    String(each.number),
    utc(each.at),
    String(each.requests),
    checkpointHash(each),
  ]);
  printTable(['NUMBER', 'MADE', 'REQUESTS', 'HASH'], rows);
}

async function verify({ json }: { json?: boolean }): Promise<void> {
  const found = await connect(process.env).get<{ checkpoints: number; faults: string[] }>('/audit/verification');
  if (found.faults.length > 0) process.exitCode = 1;
  if (json) return printJson(found);
  for (const fault of found.faults) console.log(plain(`NOT ok  ${fault}`));
  if (found.faults.length > 0) return;
  const many = found.checkpoints === 1 ? 'checkpoint' : 'checkpoints';
  console.log(`ok      ${found.checkpoints} ${many}; what they cover is there`);
}
