import type { Page } from 'playwright-core';
import { inBrowser, judge, typeCode, withPage as inPage } from '../support/browser';
import { askedDirect, developerWrites, recordByHand } from '../support/web-direct';
import { arrive, waits } from '../support/web-mails';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(() => scene.clear());

const withPage = (work: (page: Page) => Promise<unknown>) => inPage(scene.url, work);

async function comeAs(page: Page, name: string, value: string): Promise<void> {
  await page.context().addCookies([{ name, value, url: scene.url }]);
}

inBrowser('a direct request before the MLS and the developer, from 320 px up, light and dark', async () => {
  const { id, mailed } = await askedDirect(scene);
  const files = [{ name: 'The contract with the office, signed.pdf', bytes: Buffer.from('%PDF') }];
  await developerWrites(scene, id, 'Here is the contract.\nThe second page has the names.', files);
  await withPage(async (page) => {
    const submit = () => page.click('main form button[type=submit]');
    await page.goto(mailed.path);
    await judge(page, '90-direct-decision');
    await page.click('text=Another answer');
    await page.check('input[value=refer]');
    await submit();
    await judge(page, '91-direct-decision-errors');
    await page.selectOption('#mlsId', 'blue-mesa');
    await page.fill('#reason', 'The office is a member there.');
    await typeCode(page, mailed);
    await submit();
    await judge(page, '92-referred');

    const answer = await scene.answerLink(id);
    await page.goto(answer.path);
    await judge(page, '93-referral');
    await submit();
    await judge(page, '94-referral-errors');
    await page.check('input[value=accept]');
    await typeCode(page, answer);
    await submit();
    await judge(page, '95-goes-there');

    const next = await scene.ask(id, 'mls', 'rosa-quint');
    await page.goto(next.path);
    await judge(page, '96-direct-decision-changed');
    await page.check('input[value=set-up]');
    await typeCode(page, next);
    await submit();
    await judge(page, '97-set-up');
    await page.goto((await scene.receipt(id)).path);
    await judge(page, '98-set-up-receipt');

    await recordByHand(scene, id);
    await page.goto((await scene.statusLink(id)).path);
    await judge(page, '99-hand-made-status');
    await comeAs(page, 'countersign-developer', await scene.developerSession('dana-fox'));
    await page.goto(`/account/requests/${id}`);
    await judge(page, '99-hand-made-own');
    await comeAs(page, 'countersign', await scene.signIn());
    await page.goto(`/console/requests/${id}`);
    await page.click('text=Disable the key');
    await judge(page, '99-hand-made-console');
  });
});

inBrowser('what the parties write, from 320 px up, light and dark', async () => {
  const { id } = await askedDirect(scene);
  await withPage(async (page) => {
    const send = () => page.click('#conversation button[type=submit]');
    await comeAs(page, 'countersign-developer', await scene.developerSession('dana-fox'));
    await page.goto(`/account/requests/${id}`);
    await judge(page, '100-own-conversation-empty');
    await page.fill('#text', 'Here is the contract.\nThe second page has the names.');
    await page.setInputFiles('#files', {
      name: 'contract.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF'),
    });
    await send();
    await judge(page, '101-own-conversation');

    await comeAs(page, 'countersign', await scene.signIn());
    await page.goto(`/console/requests/${id}`);
    await send();
    await judge(page, '102-conversation-errors');

    const mailId = await arrive(scene, {
      judged: { verdict: 'unverifiable', from: 'ann@elsewhere.example', command: null },
      outcome: waits(id, 'Nobody knows who sent it, so it was not passed on.'),
    });
    await page.goto(`/console/mails/${mailId}`);
    await page.click('button:has-text("Pass it on")');
    await judge(page, '103-mail-passing-on-errors');
    await page.selectOption('#from', 'ann.lee@harbor-coast.example');
    await page.click('button:has-text("Pass it on")');
    await judge(page, '104-mail-passed-on');
  });
});
