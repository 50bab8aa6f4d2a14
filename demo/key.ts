import { codeIn, fillIn, linkIn, type Mail, secretIn, type World } from './people';

/** Opens the page that the mail leads to, and takes the bearer key that it shows. @throws where it shows none */
export async function pickUp(mail: Mail): Promise<string> {
  const { text: page } = await fillIn(linkIn(mail, 'pickup'), { code: codeIn(mail) });
  const secret = secretIn(page);
  if (secret === undefined) throw new Error(`"${mail.subject}" led to no key.`);
  return secret;
}

/** What the data endpoint answers whoever comes with that key. */
export async function readListings({ url }: Pick<World, 'url'>, key: string) {
  const headers = { authorization: `Bearer ${key}`, accept: 'application/json' };
  const response = await fetch(new URL('/Reso/OData/Property?$top=5', url), { headers });
  const body = (await response.json()) as { value?: readonly { readonly MlsId: string }[] };
  return { status: response.status, listings: body.value ?? [] };
}
