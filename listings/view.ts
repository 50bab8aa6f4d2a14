import type { KeySpec } from '../domain/credential';
import type { DataRole, KeyHolder } from '../domain/plan';
import { audiences, type Field, fields, type Listing, type StandardStatus, statuses } from './listing';
import { listingsOf } from './listings';
import { companies, exampleMlsId } from './markets';

/** What a key may read. Nothing else is there for it: not to select, not to filter by, not to count. */
export interface View {
  readonly fields: readonly Field[];
  readonly listings: readonly Listing[];
}

const current: readonly StandardStatus[] = ['Active', 'Pending'];
const publicFields = fields.filter((field) => audiences[field] === 'public');

interface Sight {
  readonly fields: readonly Field[];
  readonly statuses: readonly StandardStatus[];
}

const sights: Record<DataRole, Sight> = {
  idx: { fields: publicFields, statuses: current },
  vow: {
    fields: fields.filter((field) => audiences[field] !== 'members'),
    statuses: [...current, 'Closed'],
  },
  private: { fields, statuses },
  own: { fields, statuses },
};

/** A key that is not plainly live reads the example data, as an IDX key would. */
export function viewOf({ environment, role, mlsId, keyHolder }: KeySpec): View {
  const isLive = environment === 'live';
  const sight = sights[isLive ? role : 'idx'];
  const listings = listingsOf(isLive ? mlsId : exampleMlsId).filter(
    (listing) =>
      sight.statuses.includes(listing.StandardStatus) && (!isLive || role !== 'own' || tookPart(keyHolder, listing)),
  );
  return { fields: sight.fields, listings };
}

/** Whether the holder, or a member of theirs, was the listing or the buyer's agent. */
function tookPart({ kind, flexmlsUser }: KeyHolder, listing: Listing): boolean {
  if (flexmlsUser === null) return false;
  const { ListAgentMlsId, ListOfficeMlsId, BuyerAgentMlsId, BuyerOfficeMlsId } = listing;
  switch (kind) {
    case 'member':
      return ListAgentMlsId === flexmlsUser || BuyerAgentMlsId === flexmlsUser;
    case 'office':
      return ListOfficeMlsId === flexmlsUser || BuyerOfficeMlsId === flexmlsUser;
    case 'company': {
      const offices = companies.find(({ userName }) => userName === flexmlsUser)?.offices ?? [];
      return offices.some(({ userName }) => userName === ListOfficeMlsId || userName === BuyerOfficeMlsId);
    }
    case 'generic-agent':
      return false;
  }
}
