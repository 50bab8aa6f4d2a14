import { randomUUID } from 'node:crypto';
import * as client from 'openid-client';
import { createBrowser } from './browser';
import { write } from './contact';
import { codeIn, fillIn, linkIn, type MailWorld, reader, support, type Tell, type World } from './people';

/** A product whose agents sign in themselves: its MLS is asked directly, and the operator's provider makes the client. */
export interface PlayedClient {
  readonly oidcClientWorked: boolean;
}

const eva = 'eva.ruiz@summit-ridge.example';
const lee = 'lee@parkview-apps.example';
/** Where agents come back to: nothing need be there, since the product reads the address. */
const productPath = '/ridge-rounds/back';
/** One of the agents of the demo data. */
const jordan = { user: 'jdoe', password: 'summit demo agent' };

export async function playClient(world: MailWorld, tell: Tell): Promise<PlayedClient> {
  const staff = support(world);
  const { grantId, product, tokens } = await signInToProduct(world, tell);
  const works = await seesAgent(world, product, tokens);
  tell('The product', works ? 'knows who it is and reads listings in their name' : 'DID NOT GET WHAT IT WAS ALLOWED');

  await staff.disableKey(grantId, 'The demonstration of the client is over.');
  await reader(world)(lee, grantId, /no longer works/i);
  const isRefused = !(await seesAgent(world, product, tokens)) && (await begin(product)).page.status === 400;
  tell('Support', `disables the client: ${isRefused ? 'nobody signs in, and no token works' : 'IT STILL WORKS'}`);
  return { oidcClientWorked: works && isRefused };
}

/** A client is asked for, approved and picked up, and an agent signs in to the product that it is for. */
export async function signInToProduct(world: MailWorld, tell: Tell): Promise<SignedIn> {
  const read = reader(world);
  const { request } = await support(world).contact(wishFor(world), randomUUID());
  tell('Lee Park', 'wants an OpenID Connect client, with which agents sign in as themselves');
  await write(world, eva, await read(eva, request.id, /an API key .* #[A-Z0-9]{10}$/i), 'Approve');
  tell('Eva Ruiz', 'of Summit Ridge MLS approves it by mail');

  const ready = await read(lee, request.id, /ready/i);
  const { text } = await fillIn(linkIn(ready, 'pickup'), { code: codeIn(ready) });
  const product = await productOf(world, text);
  tell('Lee Park', 'picks up client id and secret, and gives both to the product');
  const tokens = await signIn(product);
  tell('Jordan Doe', 'an agent, signs in and allows the product to see who they are');
  return { grantId: request.id, product, tokens };
}

/** What Lee Park built, by a library for OpenID Connect. */
interface Product {
  readonly config: client.Configuration;
  readonly redirectUri: string;
}

type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

interface SignedIn {
  /** What the client hangs on. */
  readonly grantId: string;
  readonly product: Product;
  /** The agent's. */
  readonly tokens: Tokens;
}

async function productOf({ url }: World, pickedUp: string): Promise<Product> {
  const issuer = new URL(valueIn(pickedUp, 'OIDC_ISSUER'));
  const [id, secret] = [valueIn(pickedUp, 'OIDC_CLIENT_ID'), valueIn(pickedUp, 'OIDC_CLIENT_SECRET')];
  // The demo has no TLS: all of it is on this machine.
  const options = { execute: [client.allowInsecureRequests] };
  const config = await client.discovery(issuer, id, secret, client.ClientSecretBasic(secret), options);
  return { config, redirectUri: url + productPath };
}

/** The product sends its agent to the provider. */
async function begin({ config, redirectUri }: Product) {
  const browser = createBrowser();
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid profile RESO',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  return { browser, pkceCodeVerifier, page: await browser.open(address.href) };
}

async function signIn(product: Product): Promise<Tokens> {
  const { browser, pkceCodeVerifier, page } = await begin(product);
  const consent = await browser.send(page, jordan);
  const back = await browser.send(consent, { answer: 'yes' });
  return client.authorizationCodeGrant(product.config, new URL(back.url), { pkceCodeVerifier });
}

/** Whether the product learns who signed in, and reads what they may. */
async function seesAgent({ url }: World, { config }: Product, tokens: Tokens): Promise<boolean> {
  const { access_token: token } = tokens;
  const told = await client.fetchUserInfo(config, token, tokens.claims()!.sub).catch(() => undefined);
  const headers = { authorization: `Bearer ${token}` };
  const { status } = await fetch(`${url}/Reso/OData/Property?$top=1`, { headers });
  return told?.name === 'Jordan Doe' && told['MemberStateLicense'] === 'CO-471-0098' && status === 200;
}

/** @throws where the page has no such line */
function valueIn(page: string, name: string): string {
  const [, value] = new RegExp(`${name}&#x3D;&#x27;([^&]+)&#x27;`).exec(page) ?? [];
  if (value === undefined) throw new Error(`The page shows no ${name}.`);
  return value;
}

function wishFor({ url }: World) {
  return {
    mlsId: 'summit-ridge',
    developerId: 'lee-park',
    keyKind: 'oidc',
    role: 'private',
    keyHolder: { kind: 'generic-agent', flexmlsUser: null },
    product: { name: 'Ridge Rounds', url: 'https://rounds.parkview-apps.example' },
    use: 'Agents of the MLS plan their open houses; each signs in and sees what a member may see.',
    statement: {
      agent: '',
      office: '',
      licence: '',
      authorization: 'Doe & Vale Realty ordered the product; others may follow.',
      audience: 'Agents of the MLS, each behind their own log-in.',
      handling: 'Kept for an hour, shown to the agent who signed in.',
      fields: 'All fields that a member may see, of active and pending listings.',
      otherMlses: '',
      redirectUri: url + productPath,
    },
    termsAccepted: true,
  };
}
