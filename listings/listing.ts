export const statuses = ['Active', 'Pending', 'Closed', 'Expired', 'Withdrawn'] as const;
export type StandardStatus = (typeof statuses)[number];

/** One listing, in the names of the RESO Data Dictionary. Prices are in whole US dollars, areas in square feet. */
export interface Listing {
  readonly ListingKey: string;
  /** The MLS it was entered in. */
  readonly MlsId: string;
  readonly StandardStatus: StandardStatus;
  readonly PropertyType: 'Residential' | 'Land';
  readonly ListPrice: number;
  readonly City: string;
  readonly StateOrProvince: string;
  readonly PostalCode: string;
  readonly BedroomsTotal: number | null;
  readonly BathroomsTotalInteger: number | null;
  readonly LivingArea: number | null;
  readonly ListAgentMlsId: string;
  readonly ListOfficeMlsId: string;
  /** Known once it is closed, as are the three below. */
  readonly BuyerAgentMlsId: string | null;
  readonly BuyerOfficeMlsId: string | null;
  readonly PublicRemarks: string;
  readonly ClosePrice: number | null;
  readonly Concessions: 'Yes' | 'No' | null;
  readonly ListAgentEmail: string;
  readonly PrivateRemarks: string;
  readonly ShowingInstructions: string;
}

export type Field = keyof Listing;

/** Whose eyes a field is for: anybody's, registered consumers', or those of the MLS's members. */
export const audiences = {
  ListingKey: 'public',
  MlsId: 'public',
  StandardStatus: 'public',
  PropertyType: 'public',
  ListPrice: 'public',
  City: 'public',
  StateOrProvince: 'public',
  PostalCode: 'public',
  BedroomsTotal: 'public',
  BathroomsTotalInteger: 'public',
  LivingArea: 'public',
  ListAgentMlsId: 'public',
  ListOfficeMlsId: 'public',
  BuyerAgentMlsId: 'public',
  BuyerOfficeMlsId: 'public',
  PublicRemarks: 'public',
  ClosePrice: 'registered',
  Concessions: 'members',
  ListAgentEmail: 'members',
  PrivateRemarks: 'members',
  ShowingInstructions: 'members',
} as const satisfies Record<Field, 'public' | 'registered' | 'members'>;

export const fields = Object.keys(audiences) as readonly Field[];
