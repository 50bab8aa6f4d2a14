import { contactFaults } from '../domain/direct-contact';
import type { MlsListing } from '../store/port';
import { type Read, readEntryChain, type Registers } from './entry-chain';
import type { Entry } from './entry-schema';
import { closedDaysOf } from './holidays';

/** Reads how an MLS that is right otherwise wants to be asked directly. Left out: as the store has it; null: as is usual. */
export function readListing(
  { directContact: written, ...entry }: Entry<'mlses'>,
  registers: Registers,
  stored: MlsListing | undefined,
): Read<MlsListing> {
  const mls: MlsListing = { ...entry, closedDays: closedDaysOf(entry.state, entry.closedDays) };
  const before = stored?.directContact;
  if (written === undefined || written === null) {
    const directContact = written === undefined ? before : null;
    return { kind: 'read', entry: directContact === undefined ? mls : { ...mls, directContact } };
  }
  const chain = { mlsId: entry.id, field: 'directContact', chain: written } as const;
  const read = readEntryChain(chain, registers, before, contactFaults);
  return read.kind === 'faulty' ? read : { kind: 'read', entry: { ...mls, directContact: read.entry } };
}
