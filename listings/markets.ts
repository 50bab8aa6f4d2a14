/** Where the listings of an MLS lie. Postal codes begin with 000, which is given to no place. */
export interface Market {
  readonly mlsId: string;
  readonly stateOrProvince: string;
  readonly cities: readonly { readonly name: string; readonly postalCode: string }[];
}

/** The MLS id of the operator's own example data, which demo keys read. */
export const exampleMlsId = 'operator';

export const markets: readonly Market[] = [
  market(exampleMlsId, 'MN', ['Sampleton', 'Mock Falls', 'Trial Springs']),
  market('harbor-coast', 'ME', ['Gull Harbor', "Cutter's Cove", 'Saltmarsh', 'Lantern Point']),
  market('prairie-lakes', 'MN', ['Reed Lake', 'Barley Grove', 'Loon Crossing', 'Tamarack']),
  market('summit-ridge', 'CO', ['Stone and Sky', 'Larkspur Pass', 'Old Quarry']),
  market('blue-mesa', 'AZ', ['Ocotillo Wells', 'Red Arroyo', 'Mesa Vista', 'Dry Fork']),
  market('cedar-valley', 'OR', ['Alder Creek', 'Fern Hollow', 'Millrace']),
];

/** Who lists and sells, by Flexmls user name: the same in each MLS, where they are different people. */
export const companies: readonly {
  readonly userName: string;
  readonly offices: readonly { readonly userName: string; readonly agents: readonly string[] }[];
}[] = [
  {
    userName: 'company3',
    offices: [
      { userName: 'office12', agents: ['jdoe', 'mvale', 'kpelt'] },
      { userName: 'office14', agents: ['asund', 'tvance', 'lorre'] },
    ],
  },
  {
    userName: 'company5',
    offices: [
      { userName: 'office21', agents: ['bhale', 'nquist', 'pdray'] },
      { userName: 'office27', agents: ['rfenn', 'gtole', 'cmarsh'] },
    ],
  },
];

function market(mlsId: string, stateOrProvince: string, names: readonly string[]): Market {
  const cities = names.map((name, at) => ({ name, postalCode: `000${10 + at}` }));
  return { mlsId, stateOrProvince, cities };
}
