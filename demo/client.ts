import { randomUUID } from 'node:crypto';
import { createBrowser } from './browser';
import { write } from './contact';
import { codeIn, fillIn, linkIn, type MailWorld, reader, support, type Tell, type World } from './people';

/** A product whose agents sign in themselves: its MLS is asked directly, and the operator's provider makes the client. */
export interface PlayedClient {
  readonly oidcClientWorked: boolean;
}

const eva = 'eva.ruiz@summit-ridge.example';
const lee = 'lee@parkview-apps.example';
/** One of the agents of the demo data. */
const jordan = { user: 'jdoe', password: 'summit demo agent' };

export async function playClient(world: MailWorld, tell: Tell): Promise<PlayedClient> {
  const staff = support(world);
  const read = reader(world);
  const { request } = await staff.contact(wishFor(world), randomUUID());
  tell('Lee Park', 'wants an OpenID Connect client, with which agents sign in as themselves');
  await write(world, eva, await read(eva, request.id, /an API key .* #[A-Z0-9]{10}$/i), 'Approve');
  tell('Eva Ruiz', 'of Summit Ridge MLS approves it by mail');

  const ready = await read(lee, request.id, /ready/i);
  const { text } = await fillIn(linkIn(ready, 'pickup'), { code: codeIn(ready) });
  const [clientId, secret] = [valueIn(text, 'OIDC_CLIENT_ID'), valueIn(text, 'OIDC_CLIENT_SECRET')];
  tell('Lee Park', `picks up the client ${clientId} with its secret, and gives both to the demo app`);
  const works = await signsIn(world, tell, clientId, secret);

  await staff.disableKey(request.id, 'The demonstration of the client is over.');
  await read(lee, request.id, /no longer works/i);
  const { text: refused } = await begin(world, clientId, secret);
  const isRefused = refused.includes('You cannot sign in this way');
  tell('Support', `disables the client: ${isRefused ? 'nobody signs in any more' : 'IT STILL WORKS'}`);
  return { oidcClientWorked: works && isRefused };
}

/** Jordan Doe goes the whole way with the app: signing in, allowing it, what it reads then, signing out. */
async function signsIn(world: World, tell: Tell, clientId: string, secret: string): Promise<boolean> {
  const browser = createBrowser();
  const login = await begin(world, clientId, secret, browser);
  const consent = await browser.send(login, jordan);
  tell('Jordan Doe', 'an agent, signs in and is asked what the app may see');
  const app = await browser.send(consent, { answer: 'yes' });
  const worked = ['Jordan Doe', 'MemberStateLicense', 'summit-ridge-'].every((words) => app.text.includes(words));
  tell('The app', worked ? 'knows who it is and reads listings in their name' : 'DID NOT GET WHAT IT WAS ALLOWED');
  const signedOut = await browser.send(await browser.send(app, {}), { logout: 'yes' });
  tell('Jordan Doe', 'signs out');
  return worked && signedOut.text.includes('You are signed out');
}

async function begin({ url }: World, clientId: string, secret: string, browser = createBrowser()) {
  const form = await browser.open(`${url}/demo-app`);
  return browser.send(form, { client_id: clientId, client_secret: secret });
}

/** @throws where the page has no such line */
function valueIn(page: string, name: string): string {
  const [, value] = new RegExp(`${name}&#x3D;&#x27;([\\w-]+)&#x27;`).exec(page) ?? [];
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
      redirectUri: `${url}/demo-app/callback`,
    },
    termsAccepted: true,
  };
}
