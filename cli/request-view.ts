import type { Credential } from '../domain/credential';
import type { Ask } from '../domain/request';
import { plain, printJson, say, utc } from './output';

/** What the command line shows of a request. */
export interface RequestView {
  readonly request: {
    readonly id: string;
    readonly createdAt: number;
    readonly ask: Pick<Ask, 'change'> & { mls: { name: string }; plan: { name: string }; requester: { name: string } };
  };
  readonly standing: { readonly state: string; readonly because: string };
  readonly credential: Pick<Credential, 'pickedUpAt' | 'disabledAt' | 'issuer' | 'madeBy'> | null;
}

export function printView({ request, standing, credential }: RequestView): void {
  console.log(`${request.id}  ${standing.state}`);
  console.log(
    `  ${changeWords(request.ask)}${request.ask.plan.name}, ${request.ask.mls.name}, for ${request.ask.requester.name}`,
  );
  for (const { what, before, after } of request.ask.change?.differences ?? []) {
    console.log(`  ${what}: ${plain(before)} -> ${plain(after)}`);
  }
  console.log(`  ${standing.because}`);
  if (credential) console.log(`  Key: ${keyWords(credential)}`);
}

/** "Renewal of " or "Change of "; empty for a request for a key. */
export function changeWords({ change }: Pick<Ask, 'change'>): string {
  if (!change) return '';
  return change.kind === 'renewal' ? 'Renewal of ' : 'Change of ';
}

function keyWords({ disabledAt, pickedUpAt, issuer, madeBy }: NonNullable<RequestView['credential']>): string {
  if (disabledAt !== null) return 'disabled';
  if (issuer === 'by-hand') return `made by ${madeBy}; its secret comes from there`;
  return pickedUpAt === null ? 'waits to be picked up' : `picked up ${utc(pickedUpAt)}`;
}

/** A request that was started, and how to go on. */
export function printStarted(view: RequestView, asJson: boolean | undefined): void {
  if (asJson) return printJson(view);
  printView(view);
  say(`Follow it: countersign request watch ${view.request.id}`);
}
