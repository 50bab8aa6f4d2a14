import { rosterCsv } from './csv';
import { rosterDocument } from './document';
import type { Printer, Printout } from './port';
import { rosterFile, type SignedRoster } from './signed-roster';

/** How a roster is handed out. Only JSON carries the signature; the others name its hash. */
export const rosterFormats = ['json', 'csv', 'pdf'] as const;
export type RosterFormat = (typeof rosterFormats)[number];

export interface RosterFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

export type FileOutcome =
  { readonly kind: 'file'; readonly file: RosterFile } | Extract<Printout, { kind: 'unavailable' }>;

/** The roster in that format; a PDF needs a printer that works. */
export async function rosterIn(format: RosterFormat, roster: SignedRoster, printer: Printer): Promise<FileOutcome> {
  const { mls, at } = roster;
  const name = `roster-${mls.id.replace(/[^\w.-]/g, '_')}-${new Date(at).toISOString().slice(0, 10)}.${format}`;
  const file = (type: string, bytes: Uint8Array): FileOutcome => ({
    kind: 'file',
    file: { name, type, bytes: Buffer.from(bytes) },
  });
  switch (format) {
    case 'json':
      return file('application/json', Buffer.from(rosterFile(roster)));
    case 'csv':
      return file('text/csv; charset=utf-8', Buffer.from(rosterCsv(roster)));
    case 'pdf': {
      const printout = await printer.print(rosterDocument(roster));
      return printout.kind === 'printed' ? file('application/pdf', printout.pdf) : printout;
    }
  }
}
