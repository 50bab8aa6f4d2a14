import type { Mailed, WebScene } from './web-scene';
import { fingerprint } from '../../secrets/token';

/** What somebody new types. */
export const newcomer = {
  name: 'Nia Okoro',
  company: 'Okoro Maps',
  email: 'nia@okoro-maps.example',
  website: 'https://okoro-maps.example',
  use: 'A map of current listings for people who look for a home near their work.',
};

/** Fills in the public form; resolves with the registration's id and the developer's, as the store has them. */
export async function register(scene: WebScene, more: Partial<typeof newcomer> = {}) {
  const form = { ...newcomer, ...more };
  const response = await scene.post('/register', form);
  if (response.status !== 200) throw new Error(await response.text());
  const developer = (await scene.store.developers.byEmail(form.email))!;
  const [file] = await scene.store.requests.list({ developerId: developer.id, limit: 1, offset: 0 });
  return { id: file!.request.id, developerId: developer.id };
}

/** Presses the button of a page behind a mailed link, with the code of the mail. */
export function sendCode(scene: WebScene, { path, token, code }: Mailed, typed = code, headers = {}) {
  return scene.post(path, { link: fingerprint(token), code: typed }, headers);
}

/** Somebody who registered, proved their address, and was reviewed. */
export async function reviewed(
  scene: WebScene,
  verdict: 'approve' | 'deny' = 'approve',
  more: Partial<typeof newcomer> = {},
) {
  const registered = await register(scene, more);
  await sendCode(scene, await scene.proofLink(registered.id));
  await scene.ask(registered.id, 'review', 'review-desk');
  const cookie = `countersign=${await scene.signIn()}`;
  const reason = 'Say more about who will see the data.';
  await scene.post(
    `/console/requests/${registered.id}/review`,
    { verdict, reason: verdict === 'deny' ? reason : '' },
    { cookie },
  );
  await scene.store.requests.settle(registered.id);
  return registered;
}

/** The cookie of that developer's session. */
export async function cookieOf(scene: WebScene, developerId: string): Promise<{ cookie: string }> {
  return { cookie: `countersign-developer=${await scene.developerSession(developerId)}` };
}
