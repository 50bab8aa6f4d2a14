import { type RosterFormat, rosterFormats } from '../rosters/files';
import { sheetOf } from '../rosters/sheet';
import { rosterId, type SignedRoster } from '../rosters/signed-roster';
import type { KeptRoster, RegisterFile } from '../store/port';
import { registerPath } from './mls-register-view';
import { moment } from './moments';
import type { RosterModel } from './pages/roster-models';
import { rostersPath } from './roster-paths';

export function rosterModel(
  { register: { mls }, timeZone }: RegisterFile,
  kept: readonly KeptRoster[],
  shown: SignedRoster | undefined,
): RosterModel {
  const shownId = shown && rosterId(shown);
  return {
    mls: mls.name,
    register: registerPath(mls.id),
    action: rostersPath(mls.id),
    sheet: shown ? sheetOf(shown) : null,
    files:
      shownId === undefined
        ? []
        : rosterFormats.map((format) => ({ href: `${rostersPath(mls.id, shownId)}/${format}`, label: labels[format] })),
    kept: kept.map(({ id, madeAt, madeBy }) => ({
      href: rostersPath(mls.id, id),
      made: moment(madeAt, timeZone),
      madeBy,
      isShown: id === shownId,
    })),
  };
}

const labels: Readonly<Record<RosterFormat, string>> = { json: 'JSON, signed', csv: 'CSV', pdf: 'PDF' };
