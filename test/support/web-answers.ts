import { fingerprint } from '../../secrets/token';
import type { Mailed, WebScene } from './web-scene';

/** The committee's first member has asked or proposed something; the developer has the mail about it. */
export async function askedDeveloper(scene: WebScene, verdict: 'ask' | 'propose' = 'ask') {
  const id = await scene.request('blue-mesa-idx');
  const decision = await scene.ask(id, 'committee', 'otto-kline');
  const more = verdict === 'propose' ? { planId: 'blue-mesa-vow' } : {};
  await scene.decide(decision, verdict, { reason: 'Who sees sold prices?', ...more });
  scene.told.length = 0;
  return { id, decision, mailed: await scene.answerLink(id) };
}

/** Sends an answer as a browser does: with an empty file where none is chosen. */
export function sendAnswer(
  scene: WebScene,
  { path, token, code }: Mailed,
  fields: Record<string, string> = {},
  files: readonly File[] = [],
): Promise<Response> {
  const form = new FormData();
  const all = { link: fingerprint(token), text: 'Members only, behind a log-in.', code, ...fields };
  for (const [name, value] of Object.entries(all)) form.append(name, value);
  for (const file of files.length > 0 ? files : [new File([], '')]) form.append('files', file);
  return fetch(scene.url + path, {
    method: 'POST',
    body: form,
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin' },
  });
}
