import type { Command } from 'commander';
import { type Message, sideWords } from '../domain/message';
import { connect } from './api';
import { plain, printJson, say, utc } from './output';

/** Adds what is written about a direct request: read it, and write as support. */
export function addMessages(request: Command): void {
  request
    .command('messages <id>')
    .description('what the parties of a direct request wrote to one another, oldest first')
    .option('--json', 'print JSON')
    .action(list);
  request
    .command('write <id>')
    .description('write, as support, to everybody who takes part in a direct request; it decides nothing')
    .requiredOption('--text <text>', 'what to write, up to 10,000 characters')
    .option('--json', 'print JSON')
    .action(write);
}

async function list(id: string, { json }: { json?: boolean }): Promise<void> {
  const { messages } = await connect(process.env).get<{ messages: readonly Message[] }>(pathOf(id));
  if (json) return printJson(messages);
  if (messages.length === 0) return say('Nobody has written yet.');
  for (const message of messages) linesOf(message).forEach((line) => console.log(line));
}

async function write(id: string, { text, json }: { text: string; json?: boolean }): Promise<void> {
  const message = await connect(process.env).post<Message>(pathOf(id), { text });
  if (json) return printJson(message);
  say(`Sent to everybody who takes part. See: countersign request messages ${id}`);
}

function linesOf({ at, from, text, attachments, mailId, vouchedBy }: Message): readonly string[] {
  const how = mailId === null ? '' : `, by mail (see: countersign mail show ${mailId})`;
  return [
    `${utc(at)}  ${plain(from.name)} (${sideWords[from.side]})${how}`,
    ...(vouchedBy === null ? [] : [`  ${plain(vouchedBy)} passed it on; it could not be proved to be theirs.`]),
    ...text.split('\n').map((line) => `  ${plain(line)}`),
    ...attachments.map(({ name, size }) => `  File: ${plain(name)}, ${size} bytes`),
  ];
}

function pathOf(id: string): string {
  return `/requests/${encodeURIComponent(id)}/messages`;
}
