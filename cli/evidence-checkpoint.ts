import { readFile } from 'node:fs/promises';
import type { EvidenceBundle } from '../domain/evidence-bundle';
import { isSignedCheckpoint, isUnderRoot } from '../secrets/checkpoint';
import { CliError } from './api';
import type { Check } from './evidence-mail-checks';
import { utc } from './output';

const hexKey = /^[\da-f]{64}$/;

/** The operator's public key, as it is typed or from a file. @throws CliError */
export async function readPublicKey(given: string): Promise<string> {
  const typed = given.trim().toLowerCase();
  if (hexKey.test(typed)) return typed;
  const text = await readFile(given, 'utf8').catch((cause: Error) => {
    throw new CliError(`${given} is no key of 64 hex digits, and no file: ${cause.message}`, { cause });
  });
  const kept = text.trim().toLowerCase();
  if (hexKey.test(kept)) return kept;
  throw new CliError(`${given} holds no key of 64 hex digits. The operator prints it by: countersign audit key`);
}

/** Whether the checkpoint that came with the bundle is signed and covers its audit. `key`: the operator's, when it is known. */
export function checkpointCheck({ request, audit, checkpoint: covering }: EvidenceBundle, key?: string): Check {
  const name = 'signed checkpoint';
  if (!covering) {
    return {
      name,
      holds: 'none covers this request yet',
      faults: key === undefined ? [] : ['none came with it, so there is no signature to check'],
    };
  }
  const { checkpoint, head, path } = covering;
  const row = audit.find(({ seq }) => seq === head.seq);
  const whose = key === undefined ? 'whose key that is was not checked (--key)' : 'the key that was given';
  return {
    name,
    holds: `number ${checkpoint.number} of ${utc(checkpoint.at)} covers the audit up to row ${head.seq}; signed by ${checkpoint.key.slice(0, 16)}…, ${whose}`,
    faults: [
      ...(isSignedCheckpoint(checkpoint) ? [] : ['it is not what its key has signed']),
      ...(key === undefined || key === checkpoint.key
        ? []
        : [`it is signed by the key ${checkpoint.key}, not by ${key}`]),
      ...(isUnderRoot({ requestId: request.id, ...head }, path, checkpoint.root)
        ? []
        : ['it covers another row of this request than is said']),
      ...(row?.hash === head.hash ? [] : [`row ${head.seq}, which it covers, was cut off or written anew`]),
    ],
  };
}
