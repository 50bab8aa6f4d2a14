import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { checkBearerToken, type TokenCheck } from '../issuer/bearer-token';
import { printJson } from './output';

type ReadInput = () => Promise<string>;

/** Never the token itself: what is printed ends up in logs. */
const words: Record<TokenCheck['kind'], string> = {
  fits: 'This can be one of our keys: its form and its checksum fit. Whether it is in use, only the service knows.',
  'no-form':
    'This is none of our keys: it does not have their form (csk_live_ or csk_demo_, then 49 letters and digits).',
  'wrong-checksum': 'This is none of our keys: the form is right, the checksum is not. A character is wrong.',
};

/** `countersign key …`: what can be said of a key without the service. */
export function keyCommands(readInput: ReadInput = () => text(process.stdin)): Command {
  const key = new Command('key').description('keys, without a running service');
  key
    .command('check [token]')
    .description('can this be one of our keys? Asks nobody, and never prints it')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      "\nWithout a token it is read from standard input; there it stands neither in the shell's history nor in the list of processes.",
    )
    .action(async (token: string | undefined, { json }: { json?: boolean }) => {
      const check = checkBearerToken((token ?? (await readInput())).trim());
      if (check.kind !== 'fits') process.exitCode = 1;
      if (json) return printJson({ canBe: check.kind === 'fits', ...check });
      const environment = check.kind === 'fits' ? ` It is a ${check.environment} key.` : '';
      console.log(words[check.kind] + environment);
    });
  return key;
}
