import { inBrowser, judge, withPage } from '../support/browser';
import { arrive, eml, waits } from '../support/web-mails';
import { openWebScene, password, staff, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene({ answersAddress: 'approvals@countersign.example' })));
afterAll(() => scene.close());
beforeEach(() => scene.clear());

const long = `${'It shows sold prices to everyone, and nobody asked the broker. '.repeat(12)}\r\n`;
const quoted = `> Open this page: https://countersign.example/decision/${'x'.repeat(43)}\r\n`;

inBrowser('received mail, from 320 px up, light and dark', async () => {
  const requestId = await scene.request();
  await withPage(scene.url, async (page) => {
    await page.goto('/console/sign-in');
    await page.fill('#email', staff.email);
    await page.fill('#password', password);
    await page.click('button[type=submit]');
    await page.goto('/console/mails');
    await judge(page, '60-mails-empty');

    await page.setInputFiles('#files', { name: 'photo.png', mimeType: 'image/png', buffer: Buffer.alloc(99, 0x89) });
    await page.click('main form button[type=submit]');
    await judge(page, '61-mails-upload-error');
    await page.setInputFiles('#files', { name: 'a.eml', mimeType: 'message/rfc822', buffer: eml('Approved') });
    await page.click('main form button[type=submit]');
    await page.waitForURL(/mails\/[0-9a-f]{64}$/);
    await judge(page, '62-mail-unread');

    const because = 'It is not clear: the first line is no exact command.';
    const unclear = await arrive(scene, {
      raw: eml(`Only if the broker agrees.\r\n${long}${quoted.repeat(40)}`),
      judged: { command: null, commandReason: 'The first line is no exact command.' },
      outcome: waits(requestId, because),
    });
    const forged = await arrive(scene, {
      judged: {
        verdict: 'forged',
        rule: '6-dmarc-fail',
        reason: "No signature of the sender's domain holds, and the domain asks to refuse such mail.",
        from: `${'a-very-long-mailbox-name'.repeat(3)}@${'sub.'.repeat(12)}harbor-coast.example`,
        subject: `URGENT${'!'.repeat(90)} approve at once`,
        signedBy: null,
        command: null,
        commandReason: 'A forged message is not read for a decision.',
      },
      outcome: waits(null, 'It proves nothing: no signature of the domain of the sender holds.'),
    });
    const decided = await arrive(scene, {
      outcome: { kind: 'decided', requestId, decisionId: 'd1', because: 'Ann Lee approved by it.' },
    });
    const vowId = await scene.request('blue-mesa-vow');
    await scene.ask(vowId, 'mls', 'ines-ford');
    const unsigned = await arrive(scene, {
      judged: {
        verdict: 'unverifiable',
        rule: '6-no-dmarc',
        reason: "The sender's domain publishes no DMARC policy.",
        from: 'ines.ford@blue-mesa.example',
        signedBy: null,
      },
      outcome: waits(vowId, 'It proves nothing: its domain publishes no DMARC policy.'),
    });
    const away = { verdict: 'unverifiable', rule: '6-no-dmarc', machine: 'auto-reply', command: null } as const;
    await arrive(scene, {
      judged: { ...away, subject: 'Out of office', commandReason: 'A program wrote it, not a person (auto-reply).' },
      outcome: { kind: 'noted', requestId, because: 'Ann Lee is away until 4 December 2026.' },
    });
    await page.goto('/console/mails');
    await judge(page, '63-mails');
    for (const [name, id] of Object.entries({
      '64-mail-unclear': unclear,
      '65-mail-forged': forged,
      '66-mail-decided': decided,
      '69-mail-unsigned': unsigned,
    })) {
      await page.goto(`/console/mails/${id}`);
      await judge(page, name);
    }
    await page.goto(`/console/mails/${unclear}`);
    await page.click('text=Done');
    await page.waitForSelector('text=dealt with it on');
    await judge(page, '67-mail-closed');
    await page.goto(`/console/requests/${requestId}`);
    await judge(page, '68-request-with-mail');
  });
});
