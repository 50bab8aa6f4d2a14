import type { Listing, StandardStatus } from './listing';
import { companies, markets, type Market } from './markets';

const perMlsCount = 240;
/** How often a status comes up, of twelve. */
const statusWheel: readonly StandardStatus[] = [
  ...Array.from({ length: 6 }, () => 'Active' as const),
  ...Array.from({ length: 2 }, () => 'Pending' as const),
  ...Array.from({ length: 2 }, () => 'Closed' as const),
  'Expired',
  'Withdrawn',
];
const features = ['a wood stove', 'a screened porch', 'new windows', 'a workshop', 'a fenced yard', 'solar panels'];
const showings = ['Call the office first.', 'Lockbox at the side door.', 'A day ahead, by appointment.'];
const agents = companies.flatMap(({ offices }) =>
  offices.flatMap((office) => office.agents.map((userName) => ({ userName, office: office.userName }))),
);

const byMls: ReadonlyMap<string, readonly Listing[]> = new Map(markets.map((each) => [each.mlsId, listingsIn(each)]));

/** The fictional listings of an MLS, by key; always the same. None for an MLS without example data. */
export function listingsOf(mlsId: string): readonly Listing[] {
  return byMls.get(mlsId) ?? [];
}

function listingsIn(market: Market): readonly Listing[] {
  const random = createRandom(market.mlsId);
  return Array.from({ length: perMlsCount }, (_, at) => listing(market, at + 1, random));
}

function listing({ mlsId, stateOrProvince, cities }: Market, number: number, random: () => number): Listing {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const status = pick(statusWheel);
  const city = pick(cities);
  const isLand = random() < 0.1;
  const bedrooms = between(1, 5);
  const listAgent = pick(agents);
  const buyerAgent = pick(agents);
  const isClosed = status === 'Closed';
  const listPrice = between(isLand ? 30 : 140, isLand ? 200 : 950) * 1000;
  return {
    ListingKey: `${mlsId}-${String(number).padStart(4, '0')}`,
    MlsId: mlsId,
    StandardStatus: status,
    PropertyType: isLand ? 'Land' : 'Residential',
    ListPrice: listPrice,
    City: city.name,
    StateOrProvince: stateOrProvince,
    PostalCode: city.postalCode,
    BedroomsTotal: isLand ? null : bedrooms,
    BathroomsTotalInteger: isLand ? null : between(1, bedrooms),
    LivingArea: isLand ? null : 450 + bedrooms * between(250, 480),
    ListAgentMlsId: listAgent.userName,
    ListOfficeMlsId: listAgent.office,
    BuyerAgentMlsId: isClosed ? buyerAgent.userName : null,
    BuyerOfficeMlsId: isClosed ? buyerAgent.office : null,
    PublicRemarks: isLand ? `An open lot in ${city.name}.` : `A house in ${city.name} with ${pick(features)}.`,
    ClosePrice: isClosed ? Math.round((listPrice * between(93, 104)) / 100) : null,
    Concessions: isClosed ? pick(['Yes', 'No'] as const) : null,
    ListAgentEmail: `${listAgent.userName}@${mlsId}.example`,
    PrivateRemarks: `Owner would take ${between(90, 99)} percent of the price.`,
    ShowingInstructions: pick(showings),
  };
}

/** Numbers from 0 to 1 that look random and follow from the seed alone (FNV-1a into mulberry32). */
function createRandom(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const char of seed) state = Math.imul(state ^ char.charCodeAt(0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
