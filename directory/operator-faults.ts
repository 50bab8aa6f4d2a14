import type { ChainFault } from '../domain/chain-faults';
import { type Content, kinds } from './file-fault';
import { operatorDirectory, operatorId } from './operator';

const own = operatorDirectory({ name: '', email: '', timeZone: 'UTC' });
const reserved = new Set([...own.mlses, ...own.approvers, ...own.plans].map(({ id }) => id));

/** Files may not say who reviews registrations, nor anything else of the operator's. */
export function operatorFaults(content: Content): readonly ChainFault[] {
  return kinds.flatMap((kind) =>
    content[kind].flatMap((written, index) => {
      const { id, mlsId } = (written ?? {}) as Readonly<Record<string, unknown>>;
      const field = mlsId === operatorId ? 'mlsId' : 'id';
      if (mlsId !== operatorId && !reserved.has(String(id))) return [];
      const problem = `"${String(field === 'mlsId' ? mlsId : id)}" is the operator's own.`;
      return [{ path: `${kind}[${index}].${field}`, problem, remedy: 'Use another id.' }];
    }),
  );
}
