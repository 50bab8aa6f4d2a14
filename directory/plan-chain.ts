import { isDeepStrictEqual } from 'node:util';
import type { ChainFault } from '../domain/chain-faults';
import type { ChainDefinition } from '../domain/definition';
import type { Directory } from '../store/port';
import { readChain } from './chain-schema';
import type { Entry } from './entry-schema';
import { partsOf } from './file-fault';

type Plan = Directory['plans'][number];

export type ReadPlan =
  { readonly kind: 'read'; readonly plan: Plan } | { readonly kind: 'faulty'; readonly faults: readonly ChainFault[] };

/**
 * Reads the chain of a plan that is right otherwise. `registers` tells which MLS each approver belongs to. What differs from the plan
 * in the store under the same version is a fault: requests and acceptances name the version.
 */
export function readPlan(
  written: Entry<'plans'>,
  registers: ReadonlyMap<string, string>,
  known: ReadonlySet<string>,
  stored: Plan | undefined,
): ReadPlan {
  const read = readChain(written.chain, known);
  if (read.kind === 'faulty') {
    const faults = read.faults.map((fault) => ofAnotherMls(fault, written, registers) ?? fault);
    return { kind: 'faulty', faults: faults.map((fault) => ({ ...fault, path: underChain(fault.path) })) };
  }
  const plan: Plan = { ...written, chain: read.definition };
  const faults = stored ? [...chainVersionFault(read.definition, stored.chain), ...termsFault(plan, stored)] : [];
  return faults.length > 0 ? { kind: 'faulty', faults } : { kind: 'read', plan };
}

function underChain(path: string): string {
  return path === 'chain' ? path : `chain.${path}`;
}

function ofAnotherMls(
  { path, problem }: ChainFault,
  { mlsId, chain }: Entry<'plans'>,
  registers: ReadonlyMap<string, string>,
): ChainFault | undefined {
  const named = partsOf(path).reduce<unknown>(
    (value, part) => (value as Record<string, unknown> | undefined)?.[part],
    chain,
  );
  const owner = typeof named === 'string' && problem.includes('register') ? registers.get(named) : undefined;
  if (owner === undefined || owner === mlsId) return undefined;
  const remedy = `Name somebody of ${mlsId}, or add the person there under an id of their own.`;
  return { path, problem: `"${String(named)}" is an approver of ${owner}, not of ${mlsId}.`, remedy };
}

function chainVersionFault(chain: ChainDefinition, before: ChainDefinition): readonly ChainFault[] {
  if (chain.version > before.version || isDeepStrictEqual(chain, before)) return [];
  const problem = `The chain differs from the one in the store, which has version ${before.version}.`;
  return [{ path: 'chain.version', problem, remedy: `Use ${before.version + 1} or more.` }];
}

function termsFault({ terms, termsVersion }: Plan, before: Plan): readonly ChainFault[] {
  if (termsVersion !== before.termsVersion || terms === before.terms) return [];
  const problem = `The terms differ from those in the store under version "${termsVersion}".`;
  return [{ path: 'termsVersion', problem, remedy: 'Give terms that changed a version of their own.' }];
}
