import { type Browser, createBrowser, type Page } from './browser';
import { codeIn, linkIn, mailFinder, reader, type World } from './people';

/** Stripe's own test card that always pays. */
export const testCard = '4242424242424242';

/** Signs a developer in by a mailed link; resolves with the page they land on. */
export async function signIn(world: World, browser: Browser, email: string): Promise<Page> {
  await browser.send(await browser.open(new URL('/sign-in', world.url).href), { email });
  const mail = await mailFinder(world)(email, /sign in/i);
  return browser.send(await browser.open(linkIn(mail, 'sign-in')), { code: codeIn(mail) });
}

/** Enters a card at the payment service and says that it is to be used. */
export async function saveCard(world: World, browser: Browser): Promise<void> {
  const leaving = await browser.send(await browser.open(new URL('/account/card', world.url).href), {}, '/account/card');
  const href = /href="([^"]+)">Go to the page for the card/.exec(leaving.text)?.[1];
  if (href === undefined) throw new Error(`There is no page for a card (${leaving.status}).`);
  const entered = await browser.send(await browser.open(href.replaceAll('&amp;', '&')), { number: testCard });
  const saved = await browser.send(entered, {}, '/account/card/confirmation');
  if (!saved.text.includes('ending 4242')) throw new Error(`The card was not saved (${saved.status}).`);
}

/** Somebody for whom support asked, and who has no card yet, saves one once everybody has approved. */
export async function payWhenAsked(world: World, requestId: string, email: string): Promise<void> {
  await reader(world)(email, requestId, /save a card/i);
  const browser = createBrowser();
  await signIn(world, browser, email);
  await saveCard(world, browser);
}
