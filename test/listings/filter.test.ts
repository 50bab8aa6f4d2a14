import { readFilter } from '../../listings/filter';
import type { Listing } from '../../listings/listing';
import { listingsOf } from '../../listings/listings';

const all = [...listingsOf('harbor-coast'), ...listingsOf('summit-ridge')];
const price = all[7]!.ListPrice;

const filters: readonly (readonly [string, (listing: Listing) => boolean])[] = [
  ["City eq 'Saltmarsh'", ({ City }) => City === 'Saltmarsh'],
  ["City eq 'Cutter''s Cove'", ({ City }) => City === "Cutter's Cove"],
  [
    "City eq 'Stone and Sky' and StandardStatus eq 'Pending'",
    (each) => each.City === 'Stone and Sky' && each.StandardStatus === 'Pending',
  ],
  ["StandardStatus eq 'Active'", ({ StandardStatus }) => StandardStatus === 'Active'],
  [`ListPrice eq ${price}`, ({ ListPrice }) => ListPrice === price],
  [`ListPrice ge ${price}`, ({ ListPrice }) => ListPrice >= price],
  [`ListPrice gt ${price}`, ({ ListPrice }) => ListPrice > price],
  [`ListPrice le ${price}`, ({ ListPrice }) => ListPrice <= price],
  [`ListPrice lt ${price}.50`, ({ ListPrice }) => ListPrice < price + 0.5],
  ['ListPrice ge 300000 and ListPrice lt 400000', ({ ListPrice }) => ListPrice >= 300_000 && ListPrice < 400_000],
];

test.each(filters)('%s', (text, holds) => {
  const found = all.filter(readFilter(text)!);
  expect(found).toEqual(all.filter(holds));
  expect(found.length).toBeGreaterThan(0);
  expect(found.length).toBeLessThan(all.length);
});

test('a city that is nowhere finds nothing', () => expect(all.filter(readFilter("City eq ''")!)).toEqual([]));

test.each([
  '',
  'City',
  "City ne 'Saltmarsh'",
  'City eq Saltmarsh',
  "City eq 'Saltmarsh",
  "City eq 'Cutter's Cove'",
  "City eq 'Saltmarsh' or City eq 'Gull Harbor'",
  "City eq 'Saltmarsh' and",
  "City eq 'Saltmarsh' City eq 'Saltmarsh'",
  "not City eq 'Saltmarsh'",
  "(City eq 'Saltmarsh')",
  "city eq 'Saltmarsh'",
  "StandardStatus eq 'Sold'",
  "StandardStatus ge 'Active'",
  "ListPrice ge '300000'",
  'ListPrice ge -1',
  'ListPrice ge 1e5',
  'ClosePrice ge 1',
  "PrivateRemarks eq 'x'",
])('not read: %s', (text) => expect(readFilter(text)).toBeUndefined());
