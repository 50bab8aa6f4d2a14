import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { answerMail, codeIn, linkIn, type Mail, mailFinder, reader, secretIn, support } from '../../demo/people';
import { testCard } from '../../demo/card';
import { type DemoStripe, startDemoStripe } from '../../demo/stripe/for-countersign';
import { inBrowser, withPage } from '../support/browser';
import { eventually } from '../support/eventually';
import { processesOn, type Program, startProgram } from '../support/program';

jest.setTimeout(120_000);

let data: string;
let program: Program;
let stripe: DemoStripe;
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'countersign-stranger-'));
  stripe = await startDemoStripe();
  program = await startProgram(data, { ...stripe.settings });
  await stripe.connect(program.url);
});
afterAll(async () => {
  await program.end('SIGKILL');
  await stripe.stop();
  await eventually('no process is left', async () => (await processesOn(data)).length === 0);
  rmSync(data, { recursive: true, force: true });
});

const use = 'A public site that shows current listings to home buyers; everyone can see it.';

/** Opens the page behind a mail and types its code. */
async function follow(page: Page, mail: Mail, to: Parameters<typeof linkIn>[1]): Promise<void> {
  await page.goto(linkIn(mail, to));
  await page.fill('#code', codeIn(mail));
  await page.click('button[type=submit]');
}

async function keyOn(page: Page): Promise<string> {
  const secret = secretIn(await page.content());
  if (secret === undefined) throw new Error('The page shows no key.');
  return secret;
}

const call = (key: string) =>
  fetch(new URL('/Reso/OData/Property?$top=1', program.url), { headers: { authorization: `Bearer ${key}` } });

inBrowser(
  'a stranger registers, is let in, chooses, enrolls, picks up a key, reads data, and is refused once it is disabled',
  async () => {
    const email = `nia-${randomUUID().slice(0, 8)}@new-apps.example`;
    const mails = mailFinder(program);
    await withPage(program.url, async (page) => {
      await page.goto('/');
      await page.click('text=Register');
      await page.fill('input[name=name]', 'Nia New');
      await page.fill('input[name=company]', 'New Apps');
      await page.fill('input[name=email]', email);
      await page.fill('textarea[name=use]', use);
      await page.click('button[type=submit]');
      await follow(page, await mails(email, /confirm/i), 'proof');
      await answerMail(await mails('support@countersign.example', /New Apps/), 'decision', { verdict: 'approve' });

      await follow(page, await mails(email, /ready|activated/i), 'pickup');
      expect((await call(await keyOn(page))).status).toBe(200);

      await page.goto('/enrolments/new?plan=harbor-coast-idx');
      await page.fill('input[name=email]', email);
      await page.click('button[type=submit]');
      await follow(page, await mails(email, /sign in/i), 'sign-in');
      expect(page.url()).toContain('/enrolments/new?plan=harbor-coast-idx');

      await page.goto('/datamart');
      await page.selectOption('select[name=role]', 'idx');
      await page.click('button:has-text("Search")');
      await page.click('a:has-text("Harbor Coast MLS")');
      await page.click('a[href*="/enrolments/new?plan=harbor-coast-idx"]');
      await page.check('input[name="holder.harbor-coast-idx"][value=generic-agent]');
      await page.check('input[name="accept.harbor-coast-idx"]');
      await page.fill('input[name=productName]', 'New Homes');
      // The use is forgotten at first: the error stands beside it, and nothing typed is lost.
      await page.click('button:has-text("Purchase with approval")');
      expect(await page.inputValue('input[name=productName]')).toBe('New Homes');
      await page.fill('textarea[name=use]', use);
      await page.click('button:has-text("Purchase with approval")');
      // A payment method is required; it is entered at the payment service, and what was typed is still there afterwards.
      expect(await page.textContent('main')).toContain('No payment method is saved');
      await page.click('button:has-text("enter a card")');
      await page.click('button:has-text("Enter a card")');
      await page.click('a:has-text("page for the card")');
      await page.fill('input[name=number]', testCard);
      await page.click('button[type=submit]');
      await page.click('button:has-text("Use this card")');
      expect(await page.textContent('main')).toContain('Visa ending 4242');
      await page.click('button:has-text("Purchase with approval")');
      await page.click('a[href^="/account/requests/"]');
      const requestId = page.url().split('/').at(-1)!;
      expect(await page.textContent('main')).toContain('waits for Ann Lee');

      const read = reader(program);
      const toAnn = await read('ann.lee@harbor-coast.example', requestId, /Approve data/);
      await answerMail(toAnn, 'decision', { verdict: 'approve' });
      await follow(page, await read(email, requestId, /ready/i), 'pickup');
      const liveKey = await keyOn(page);
      expect((await call(liveKey)).status).toBe(200);
      expect(await stripe.taken()).toEqual(['5000 usd']);

      await support(program).disableKey(requestId, 'the test is over');
      await eventually('the key is refused', async () => (await call(liveKey)).status === 401);
      await page.goto(`/account/requests/${requestId}`);
      expect(await page.textContent('main')).toMatch(/no longer works|disabled/i);
    });
  },
);
