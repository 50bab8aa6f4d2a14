import type { ChainFault } from '../domain/chain-faults';
import type { Directory } from '../store/port';
import { type Read, readEntryChain, type Registers } from './entry-chain';
import type { Entry } from './entry-schema';

type Plan = Directory['plans'][number];

/** Reads the chain of a plan that is right otherwise, and judges its terms by those of the plan in the store: acceptances name their version. */
export function readPlan(written: Entry<'plans'>, registers: Registers, stored: Plan | undefined): Read<Plan> {
  const { mlsId, chain } = written;
  const read = readEntryChain({ mlsId, field: 'chain', chain }, registers, stored?.chain);
  const faults = [...(read.kind === 'faulty' ? read.faults : []), ...termsFault(written, stored)];
  return read.kind === 'read' && faults.length === 0
    ? { kind: 'read', entry: { ...written, chain: read.entry } }
    : { kind: 'faulty', faults };
}

function termsFault({ terms, termsVersion }: Entry<'plans'>, before: Plan | undefined): readonly ChainFault[] {
  if (!before || termsVersion !== before.termsVersion || terms === before.terms) return [];
  const problem = `The terms differ from those in the store under version "${termsVersion}".`;
  return [{ path: 'termsVersion', problem, remedy: 'Give terms that changed a version of their own.' }];
}
