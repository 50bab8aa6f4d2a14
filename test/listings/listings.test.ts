import { demoDirectory } from '../../directory/demo';
import { fields, statuses } from '../../listings/listing';
import { listingsOf } from '../../listings/listings';
import { companies, exampleMlsId } from '../../listings/markets';

const mlsIds = [exampleMlsId, ...demoDirectory.mlses.map(({ id }) => id)];

test.each(mlsIds)('%s has a few hundred listings of its own, of every status', (mlsId) => {
  const listings = listingsOf(mlsId);
  expect(listings.length).toBeGreaterThanOrEqual(200);
  expect(new Set(listings.map(({ ListingKey }) => ListingKey)).size).toBe(listings.length);
  expect(new Set(listings.map(({ StandardStatus }) => StandardStatus))).toEqual(new Set(statuses));
  for (const listing of listings) {
    expect(Object.keys(listing).toSorted()).toEqual([...fields].toSorted());
    expect(listing.MlsId).toBe(mlsId);
    expect(listing.ListAgentEmail).toMatch(/\.example$/);
    expect(listing.ClosePrice !== null).toBe(listing.StandardStatus === 'Closed');
    expect(listing.BuyerAgentMlsId !== null).toBe(listing.StandardStatus === 'Closed');
  }
});

test('they are the same in every process', () => {
  expect(listingsOf('harbor-coast')[0]).toMatchInlineSnapshot(`
   {
     "BathroomsTotalInteger": 2,
     "BedroomsTotal": 3,
     "BuyerAgentMlsId": null,
     "BuyerOfficeMlsId": null,
     "City": "Cutter's Cove",
     "ClosePrice": null,
     "Concessions": null,
     "ListAgentEmail": "rfenn@harbor-coast.example",
     "ListAgentMlsId": "rfenn",
     "ListOfficeMlsId": "office27",
     "ListPrice": 509000,
     "ListingKey": "harbor-coast-0001",
     "LivingArea": 1380,
     "MlsId": "harbor-coast",
     "PostalCode": "00011",
     "PrivateRemarks": "Owner would take 98 percent of the price.",
     "PropertyType": "Residential",
     "PublicRemarks": "A house in Cutter's Cove with a screened porch.",
     "ShowingInstructions": "Lockbox at the side door.",
     "StandardStatus": "Active",
     "StateOrProvince": "ME",
   }
  `);
});

test('everybody who may hold a key took part in some, on either side', () => {
  for (const { offices } of companies) {
    for (const { userName, agents } of offices) {
      for (const agent of agents) {
        const listings = listingsOf('harbor-coast');
        expect(listings.some((each) => each.ListAgentMlsId === agent && each.ListOfficeMlsId === userName)).toBe(true);
        expect(listings.some((each) => each.BuyerAgentMlsId === agent && each.BuyerOfficeMlsId === userName)).toBe(
          true,
        );
      }
    }
  }
});

test('an MLS without example data has none', () => expect(listingsOf('elsewhere')).toEqual([]));
