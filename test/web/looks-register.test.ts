import { inBrowser, judge, withPage } from '../support/browser';
import { kim, lee, mailRegisterLink, nora } from '../support/registers';
import { openWebScene, password, staff, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());

const mlsId = 'blue-mesa';
const long = 'Resolution of the board of directors, minutes of the extraordinary meeting, item 14, '.repeat(3).trim();

inBrowser('registers, from 320 px up, light and dark', async () => {
  const { register } = scene.store;
  const propose = async (proposal: Parameters<typeof register.propose>[1]) => {
    const outcome = await register.propose(mlsId, proposal, kim);
    if (outcome.kind !== 'recorded') throw new Error(JSON.stringify(outcome));
    return outcome.change.id;
  };
  const after = { ...nora, email: `${'nora-'.repeat(9)}beck@${'sub.'.repeat(12)}blue-mesa.example`, source: long };
  const added = await propose({ kind: 'add', approverId: 'nora-beck', after, reason: 'new at the MLS' });
  await register.confirm(mlsId, added, lee);
  await propose({ kind: 'remove', approverId: 'otto-kline', after: null, reason: 'left the committee' });
  const removed = await propose({ kind: 'remove', approverId: 'paul-arden', after: null, reason: 'retired' });
  await register.confirm(mlsId, removed, lee);
  const objection = await mailRegisterLink(scene, mlsId, {
    purpose: 'objection',
    approverId: 'ines-ford',
    changeId: added,
  });
  const late = await mailRegisterLink(scene, mlsId, {
    purpose: 'objection',
    approverId: 'ines-ford',
    changeId: removed,
  });
  const attestation = await mailRegisterLink(scene, mlsId, {
    purpose: 'attestation',
    approverId: 'ines-ford',
    attestationId: 'a1',
  });
  await register.giveUp(mlsId, 'a1');

  await withPage(scene.url, async (page) => {
    for (const [name, path] of [
      ['80-objection', `/objection/${objection}`],
      ['81-objection-late', `/objection/${late}`],
      ['82-attestation', `/attestation/${attestation}`],
    ] as const) {
      await page.goto(path);
      await judge(page, name);
      await page.click('main form button[type=submit]');
      await judge(page, `${name}-error`);
    }
    await page.goto('/console/sign-in');
    await page.fill('#email', staff.email);
    await page.fill('#password', password);
    await page.click('button[type=submit]');
    await page.goto('/console/mlses');
    await judge(page, '83-registers');
    await page.goto(`/console/mlses/${mlsId}/register`);
    await judge(page, '84-register');
    await page.click('text=Add somebody');
    await judge(page, '85-register-add');
    await page.click('main form button[type=submit]');
    await judge(page, '86-register-add-error');
    await page.goto(`/console/mlses/${mlsId}/register/proposal?kind=remove&approver=lena-wirth`);
    await judge(page, '87-register-remove');
  });
});
