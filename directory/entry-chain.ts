import { isDeepStrictEqual } from 'node:util';
import type { ChainFault } from '../domain/chain-faults';
import type { ChainDefinition } from '../domain/definition';
import { readChain } from './chain-schema';
import { partsOf } from './file-fault';

/** A chain as it stands in an entry of the files, in that field, with the people of that MLS. */
export interface WrittenChain {
  readonly mlsId: string;
  readonly field: 'chain' | 'directContact';
  readonly chain: unknown;
}

export type Read<T> =
  { readonly kind: 'read'; readonly entry: T } | { readonly kind: 'faulty'; readonly faults: readonly ChainFault[] };

/** Who belongs to which MLS, by their ids. */
export interface Registers {
  readonly ownerOf: ReadonlyMap<string, string>;
  readonly peopleOf: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * What differs from the chain in the store under the same version is a fault: requests name the version. `judge` finds what is wrong with a
 * chain in that field, beside what could be wrong with any.
 */
export function readEntryChain(
  written: WrittenChain,
  registers: Registers,
  stored: ChainDefinition | null | undefined,
  judge: (chain: ChainDefinition) => readonly ChainFault[] = () => [],
): Read<ChainDefinition> {
  const { mlsId, field, chain } = written;
  const read = readChain(chain, registers.peopleOf.get(mlsId) ?? new Set());
  const faults =
    read.kind === 'faulty'
      ? read.faults.map((fault) => ofAnotherMls(fault, written, registers) ?? fault)
      : [...judge(read.definition), ...versionFault(read.definition, stored)];
  if (read.kind === 'read' && faults.length === 0) return { kind: 'read', entry: read.definition };
  const underField = (path: string) => (path === 'chain' ? field : `${field}.${path}`);
  return { kind: 'faulty', faults: faults.map((fault) => ({ ...fault, path: underField(fault.path) })) };
}

function ofAnotherMls(
  { path, problem }: ChainFault,
  { mlsId, chain }: WrittenChain,
  registers: Registers,
): ChainFault | undefined {
  const named = partsOf(path).reduce<unknown>(
    (value, part) => (value as Record<string, unknown> | undefined)?.[part],
    chain,
  );
  const owner = typeof named === 'string' && problem.includes('register') ? registers.ownerOf.get(named) : undefined;
  if (owner === undefined || owner === mlsId) return undefined;
  const remedy = `Name somebody of ${mlsId}, or add the person there under an id of their own.`;
  return { path, problem: `"${String(named)}" is an approver of ${owner}, not of ${mlsId}.`, remedy };
}

function versionFault(chain: ChainDefinition, before: ChainDefinition | null | undefined): readonly ChainFault[] {
  if (!before || chain.version > before.version || isDeepStrictEqual(chain, before)) return [];
  const problem = `The chain differs from the one in the store, which has version ${before.version}.`;
  return [{ path: 'version', problem, remedy: `Use ${before.version + 1} or more.` }];
}
