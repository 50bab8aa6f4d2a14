import type { Page } from 'playwright-core';
import { inBrowser, judge, typeCode, withPage as inPage } from '../support/browser';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(() => scene.clear());

const withPage = (work: (page: Page) => Promise<unknown>) => inPage(scene.url, work);

inBrowser('questions, proposals, conditions and receipts, from 320 px up, light and dark', async () => {
  const id = await scene.request('blue-mesa-idx');
  const otto = await scene.ask(id, 'committee', 'otto-kline');
  await withPage(async (page) => {
    const submit = () => page.click('main form button[type=submit]');
    await page.goto(otto.path);
    await page.check('input[value=approve]');
    await page.click('text=Approve on conditions');
    await page.fill('#domains', 'https://search.foxglove.example/, other.example');
    await page.fill('#ips', '192.0.2.300');
    await judge(page, '30-decision-conditions');
    await submit();
    await judge(page, '31-decision-conditions-errors');
    await page.goto(otto.path);
    await page.click('text=Another answer');
    await page.check('input[value=delegate]');
    await judge(page, '32-decision-hand-on');
    await submit();
    await judge(page, '33-decision-hand-on-errors');

    await scene.decide(otto, 'ask', { reason: 'Who sees sold prices, and for how long are they kept?' });
    const answer = await scene.answerLink(id);
    await page.goto(answer.path);
    await judge(page, '34-answer');
    await submit();
    await judge(page, '35-answer-errors');
    await page.fill('#text', 'Members only, for as long as the listing is shown.');
    const buffer = Buffer.from('%PDF');
    await page.setInputFiles('#files', { name: 'How our members sign in.pdf', mimeType: 'application/pdf', buffer });
    await typeCode(page, answer);
    await submit();
    await judge(page, '36-answered');

    const again = await scene.ask(id, 'committee', 'otto-kline');
    await scene.decide(again, 'delegate', { toId: 'rosa-quint', reason: 'She knows the product.' });
    await scene.decide(await scene.ask(id, 'committee', 'lena-wirth'), 'approve', {
      readOnly: 'yes',
      until: '2099-01-31',
    });
    const receipt = await scene.receipt(id);
    const rosa = await scene.ask(id, 'committee', 'rosa-quint');
    await page.goto(rosa.path);
    await judge(page, '37-decision-handed-on');
    await page.goto(receipt.path);
    await judge(page, '38-receipt');
    await page.check('input[value=revoke]');
    await submit();
    await judge(page, '39-receipt-errors');
    await page.fill('#reason', 'I overlooked who sees the prices.');
    await typeCode(page, receipt);
    await submit();
    await judge(page, '40-taken-back');
  });
});

inBrowser('a proposal and what it changes, from 320 px up, light and dark', async () => {
  const id = await scene.request('blue-mesa-idx');
  const reason = 'The use you describe shows sold prices, which IDX does not allow.';
  await scene.decide(await scene.ask(id, 'committee', 'otto-kline'), 'propose', { planId: 'blue-mesa-vow', reason });
  const proposal = await scene.answerLink(id);
  await withPage(async (page) => {
    await page.goto(proposal.path);
    await judge(page, '41-proposal');
    await page.check('input[value=accept]');
    await page.click('main form button[type=submit]');
    await judge(page, '42-proposal-errors');
    await page.check('#terms');
    await typeCode(page, proposal);
    await page.click('main form button[type=submit]');
    await judge(page, '43-accepted');
    await page.goto((await scene.ask(id, 'committee', 'lena-wirth')).path);
    await judge(page, '44-decision-changed');
  });
});
