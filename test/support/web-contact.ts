import type { z } from 'zod';
import type { newContactBody } from '../../web/contact-intake';

/** A direct request with which nothing is wrong, as the API takes it. */
export const sampleContact = {
  mlsId: 'cedar-valley',
  developerId: 'dana-fox',
  keyKind: 'bearer',
  role: 'private',
  keyHolder: { kind: 'member', flexmlsUser: 'jdoe' },
  product: { name: 'Foxglove Desk', url: 'https://desk.foxglove.example' },
  use: 'A desk for one brokerage that shows its agents all listings of the MLS.',
  statement: {
    agent: 'Jordan Doe',
    office: 'Doe & Vale Realty',
    licence: 'OR 201234567',
    authorization: 'Agreement signed by Jordan Doe on 3 November 2026.',
    audience: 'The agents of the office, after they signed in.',
    handling: 'Stored encrypted for as long as the key lives.',
    fields: 'Active and sold listings with photos.',
    otherMlses: '',
    redirectUri: '',
  },
  termsAccepted: true,
} satisfies z.input<typeof newContactBody>;

/** The same as a browser sends the form. */
export const filledContact: Readonly<Record<string, string>> = {
  mlsId: sampleContact.mlsId,
  keyKind: sampleContact.keyKind,
  role: sampleContact.role,
  'keyHolder.kind': sampleContact.keyHolder.kind,
  'keyHolder.flexmlsUser': sampleContact.keyHolder.flexmlsUser,
  'product.name': sampleContact.product.name,
  'product.url': sampleContact.product.url,
  use: sampleContact.use,
  ...Object.fromEntries(Object.entries(sampleContact.statement).map(([field, text]) => [`statement.${field}`, text])),
  termsAccepted: 'yes',
};
