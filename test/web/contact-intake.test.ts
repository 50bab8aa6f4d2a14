import type { z } from 'zod';
import { newContactBody, takeInContact } from '../../web/contact-intake';
import { sampleContact } from '../support/web-contact';
import { openWebScene, staff, type WebScene } from '../support/web-scene';

/** The one judgement of a direct request, behind page, console, API and command line. */
let scene: WebScene;
beforeAll(async () => {
  scene = await openWebScene();
  // Says who its members are; Cedar Valley does not.
  const member = { mlsId: 'summit-ridge', userName: 'jdoe', kind: 'member', name: 'Jordan Doe' } as const;
  await scene.store.directory.load({ mlses: [], approvers: [], plans: [], developers: [], members: [member] });
});
afterAll(() => scene.close());

type Body = z.input<typeof newContactBody>;
type Change = Partial<Omit<Body, 'statement'>> & { readonly statement?: Partial<Body['statement']> };

function changed({ statement, ...change }: Change): Body {
  return { ...sampleContact, ...change, statement: { ...sampleContact.statement, ...statement } };
}

const takeIn = (change: Change = {}, startedBy = staff) =>
  takeInContact(scene.store, newContactBody.parse(changed(change)), startedBy, 'k1');

async function errorsOf(change: Change, startedBy = staff) {
  const intake = await takeIn(change, startedBy);
  return intake.kind === 'unfit' ? intake.errors : [];
}

const generic = { kind: 'generic-agent', flexmlsUser: null } as const;
const redirectUri = 'https://desk.foxglove.example/signed-in?from=mls';
const oidc = { keyKind: 'oidc', keyHolder: generic, statement: { redirectUri } } as const;
const without = (...fields: readonly (keyof Body['statement'])[]) => ({
  statement: Object.fromEntries(fields.map((field) => [field, ''])) as Partial<Body['statement']>,
});

test('seed: "make a direct request to the MLS": what is asked, of whom, and in which words', async () => {
  const intake = await takeIn();
  expect(intake).toMatchObject({
    kind: 'fit',
    request: {
      id: expect.stringMatching(/^[\w-]{36}$/),
      idempotencyKey: 'k1',
      startedBy: staff,
      ask: {
        kind: 'direct-mls-contact',
        mls: { id: 'cedar-valley', name: 'Cedar Valley MLS', timeZone: 'America/Los_Angeles' },
        plan: { id: null, name: 'Direct API key', role: 'private', keyKind: 'bearer' },
        keyHolder: { kind: 'member', flexmlsUser: 'jdoe' },
        requester: { id: 'dana-fox', company: 'Foxglove Software' },
        product: sampleContact.product,
        use: sampleContact.use,
        statement: sampleContact.statement,
        termsHash: expect.stringMatching(/^[\da-f]{64}$/),
        price: { minor: 0 },
      },
      chain: { steps: [{ title: 'Data access desk', accepts: ['reply'] }] },
    },
  });
});

test('an MLS that did not say how is asked in the usual way: any one of its register, by mail', async () => {
  const intake = await takeIn({ mlsId: 'blue-mesa' });
  const steps = intake.kind === 'fit' ? intake.request.chain.steps : [];
  expect(steps).toMatchObject([{ title: 'Approval of the MLS', quorum: 'any', accepts: ['reply'] }]);
  expect(steps[0]!.approvers.map(({ id }) => id)).toContain('rosa-quint');
});

test.each<[string, Change]>([
  ['an OpenID Connect client, which acts for whoever signs in', oidc],
  ['an OpenID Connect client for own data: that of each who signs in', { ...oidc, role: 'own' }],
  ['the generic agent, without a broker or agent', { keyHolder: generic, ...without('agent', 'office', 'licence') }],
  ['own data of an office', { role: 'own', keyHolder: { kind: 'office', flexmlsUser: 'office12' } }],
  ['no web address, no office, no other MLSs', { product: { name: 'Desk', url: null }, ...without('office') }],
  ['a user name of an MLS that has not told its members', { keyHolder: { kind: 'member', flexmlsUser: 'who.ever' } }],
  ['a user name that the directory of the MLS knows', { mlsId: 'summit-ridge' }],
  ['a use of 20 characters', { use: 'x'.repeat(20) }],
  ['a use of 2,000 characters', { use: 'x'.repeat(2_000) }],
])('is taken: %s', async (_, change) => {
  expect(await errorsOf(change)).toEqual([]);
});

test.each<[string, Change, field: string, remedy: RegExp]>([
  ['an MLS that is none', { mlsId: 'nowhere' }, 'mlsId', /from the list/],
  ['the operator, which is no MLS', { mlsId: 'operator' }, 'mlsId', /from the list/],
  ['a developer who is none', { developerId: 'nobody' }, 'developerId', /list of developers/],
  [
    'a key holder for an OpenID Connect client',
    { ...oidc, keyHolder: sampleContact.keyHolder },
    'keyHolder.kind',
    /generic agent/,
  ],
  ['own data of the generic agent', { role: 'own', keyHolder: generic }, 'keyHolder.kind', /an agent, an office/],
  ['no user name', { keyHolder: { kind: 'member', flexmlsUser: null } }, 'keyHolder.flexmlsUser', /tied to/],
  [
    'a user name of the generic agent',
    { keyHolder: { ...generic, flexmlsUser: 'jdoe' } },
    'keyHolder.flexmlsUser',
    /Leave it empty/,
  ],
  [
    'no user name by its form',
    { keyHolder: { kind: 'member', flexmlsUser: 'j d' } },
    'keyHolder.flexmlsUser',
    /2 to 64/,
  ],
  [
    'a user name that the directory of the MLS does not know',
    { mlsId: 'summit-ridge', keyHolder: { kind: 'member', flexmlsUser: 'jroe' } },
    'keyHolder.flexmlsUser',
    /Check the spelling/,
  ],
  ['no product', { product: { name: '', url: null } }, 'product.name', /Name it/],
  ['a script for a web address', { product: { name: 'Desk', url: 'javascript:x' } }, 'product.url', /https:/],
  ['a use of 19 characters', { use: 'x'.repeat(19) }, 'use', /20 to 2,000/],
  ['a use of 2,001 characters', { use: 'x'.repeat(2_001) }, 'use', /20 to 2,000/],
  ['no authorization', without('authorization'), 'statement.authorization', /sentence/],
  ['blanks for an authorization', { statement: { authorization: ' \n ' } }, 'statement.authorization', /sentence/],
  ['nobody who uses it', without('audience'), 'statement.audience', /sentence/],
  ['no word on storing', without('handling'), 'statement.handling', /sentence/],
  ['no fields', without('fields'), 'statement.fields', /sentence/],
  ['no agent behind a key for one', without('agent'), 'statement.agent', /sentence/],
  ['no licence of theirs', without('licence'), 'statement.licence', /sentence/],
  [
    'an address to be sent back to, of a bearer token',
    { statement: { redirectUri } },
    'statement.redirectUri',
    /empty/,
  ],
  ['terms that are not accepted', { termsAccepted: false }, 'termsAccepted', /accept them/],
])('is refused: %s', async (_, change, field, remedy) => {
  expect(await errorsOf(change)).toEqual([
    { field, problem: expect.any(String), remedy: expect.stringMatching(remedy) },
  ]);
});

test.each([
  ['', 'none'],
  ['http://desk.example/in', 'not https'],
  ['https://desk.example/in#here', 'with a fragment'],
  ['https://*.desk.example/in', 'with a wildcard'],
  ['https://me@desk.example/in', 'with a user name'],
  ['https://desk.example/a b', 'with a blank'],
  ['https://a.example https://b.example', 'two'],
  ['desk.example', 'without a scheme'],
])('[case 95] an OpenID Connect client is sent back to one exact https address: "%s" is not (%s)', async (address) => {
  const errors = await errorsOf({ ...oidc, statement: { redirectUri: address } });
  expect(errors).toMatchObject([{ field: 'statement.redirectUri', remedy: expect.stringMatching(/https:\/\//) }]);
});

test('[case 13] nobody is asked who asks themselves: with no one else there, the request cannot start', async () => {
  const abe = { id: 'abe', name: 'Abe', email: 'ABE.sorrel@cedar-valley.example' };
  const intake = await takeIn({}, abe);
  const [step] = intake.kind === 'fit' ? intake.request.chain.steps : [];
  expect(step!.approvers.map(({ id }) => id)).toEqual(['gwen-marsh']);
  await scene.sql(`update approver set active = false where id = 'gwen-marsh'`);
  try {
    expect(await errorsOf({}, abe)).toMatchObject([
      { field: 'mlsId', problem: expect.stringMatching(/Nobody is left/) },
    ]);
  } finally {
    await scene.sql(`update approver set active = true where id = 'gwen-marsh'`);
  }
});

test('every mistake is named at once', async () => {
  const change = {
    mlsId: 'nowhere',
    developerId: 'nobody',
    product: { name: '', url: 'x' },
    use: '',
    termsAccepted: false,
  };
  const errors = await errorsOf({ ...change, ...without('authorization', 'agent', 'fields') });
  expect(errors.map(({ field }) => field)).toEqual([
    'mlsId',
    'developerId',
    'product.name',
    'product.url',
    'use',
    'statement.authorization',
    'statement.fields',
    'statement.agent',
    'termsAccepted',
  ]);
});

test('what is left out of the statement is empty; what is too long, or no field, is not taken', () => {
  const { statement } = newContactBody.parse({ ...sampleContact, statement: {} });
  expect(new Set(Object.values(statement))).toEqual(new Set(['']));
  const long = changed({ statement: { fields: 'x'.repeat(1_001) } });
  expect(newContactBody.safeParse(long).error?.issues).toMatchObject([{ path: ['statement', 'fields'] }]);
  expect(newContactBody.safeParse({ ...sampleContact, statement: { mood: 'fine' } }).success).toBe(false);
});
