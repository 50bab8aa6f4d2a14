import { randomUUID } from 'node:crypto';
import { createBrowser, type Page } from './browser';
import { saveCard, signIn } from './card';
import { pickUp, readListings } from './key';
import { answerMail, codeIn, linkIn, mailFinder, reader, support, type Tell, type World } from './people';

/** From somebody who comes with nothing to a key that reads data, and is refused once it is disabled. */
export interface PlayedStranger {
  readonly registered: boolean;
  readonly demoKeyWorked: boolean;
  readonly enrolled: boolean;
  readonly liveKeyWorked: boolean;
  readonly revokedRefused: boolean;
}

const desk = 'support@countersign.example';
const planId = 'harbor-coast-idx';
const use = 'A public site that shows current listings to home buyers; everyone can see it.';

export async function playStranger(world: World, tell: Tell): Promise<PlayedStranger> {
  const staff = support(world);
  const mails = mailFinder(world);
  const browser = createBrowser();
  const at = (path: string) => new URL(path, world.url).href;
  const email = `nia-${randomUUID().slice(0, 8)}@new-apps.example`;

  const form = await browser.open(at('/register'));
  ok(
    await browser.send(form, { name: 'Nia New', company: 'New Apps', email, website: 'https://new-apps.example', use }),
  );
  tell('Nia New', 'comes with nothing, and registers');
  const toProve = await mails(email, /confirm/i);
  ok(await browser.send(await browser.open(linkIn(toProve, 'proof')), { code: codeIn(toProve) }));
  tell('Nia New', 'shows by a link and a code that the address is hers');
  const toReview = await mails(desk, /New Apps/);
  await answerMail(toReview, 'decision', { verdict: 'approve' });
  tell('Support', 'reviews the registration and activates it');

  const demoKey = await pickUp(await mails(email, /ready|activated/i));
  const demo = await readListings(world, demoKey);
  const demoKeyWorked = demo.status === 200 && demo.listings.every(({ MlsId }) => MlsId === 'operator');
  tell('Nia New', `picks up demo credentials and reads example data: ${demo.listings.length} listings`);

  const account = ok(await signIn(world, browser, email));
  const registered = demoKey.startsWith('csk_demo_') && account.text.includes('New Apps');
  tell('Nia New', 'signs in by a mailed link, without a password');

  const datamart = ok(await browser.open(at('/datamart?text=harbor&role=idx')));
  tell('Nia New', 'searches the Datamart for an IDX plan of Harbor Coast MLS');
  await saveCard(world, browser);
  tell('Nia New', 'saves a card at the payment service; nothing is taken');
  const enrolment = ok(await browser.open(at(`/enrolments/new?plan=${planId}`)));
  const sent = await browser.send(enrolment, {
    productName: 'New Homes',
    productUrl: 'https://homes.new-apps.example',
    use,
    [`holder.${planId}`]: 'generic-agent',
    [`accept.${planId}`]: 'yes',
    act: 'purchase',
  });
  const requestId = /\/account\/requests\/([\w-]{36})/.exec(sent.text)?.[1];
  const enrolled = datamart.text.includes('Harbor Coast MLS') && requestId !== undefined;
  if (requestId === undefined) throw new Error(`Nothing was enrolled (${sent.status}): ${sent.text.slice(0, 3_000)}`);
  tell('Nia New', 'enrolls: describes the product, accepts the terms, and purchases with approval');

  const mail = reader(world);
  await answerMail(await mail('ann.lee@harbor-coast.example', requestId, /Approve data/), 'decision', {
    verdict: 'approve',
  });
  tell('Ann Lee', 'approves');
  const liveKey = await pickUp(await mail(email, requestId, /ready/i));
  const live = await readListings(world, liveKey);
  const liveKeyWorked = live.status === 200 && live.listings.every(({ MlsId }) => MlsId === 'harbor-coast');
  tell('Nia New', `picks up the live key and reads ${live.listings.length} listings of Harbor Coast MLS`);

  await staff.disableKey(requestId, 'the demonstration is over');
  await mail(email, requestId, /no longer works|disabled/i);
  const refused = await readListings(world, liveKey);
  tell('Support', `disables the key: the next call is answered ${refused.status}`);
  return { registered, demoKeyWorked, enrolled, liveKeyWorked, revokedRefused: refused.status === 401 };
}

/** @throws when a page is not what the walk needs. */
function ok(page: Page): Page {
  if (page.status === 200) return page;
  throw new Error(`${new URL(page.url).pathname.slice(0, 30)} answered ${page.status}: ${page.text.slice(0, 3_000)}`);
}
