import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { framed } from '../../web/mail-frame';
import { inBrowser, judge, withPage } from '../support/browser';
import { arrive, eml } from '../support/web-mails';
import { openWebScene, password, staff, type WebScene } from '../support/web-scene';

let scene: WebScene;
let token: string;
/** Whatever is asked of somebody else's server. */
const asked: string[] = [];
const elsewhere = createServer((request, response) => (asked.push(request.url!), response.end('<h1>evil</h1>')));
let evil: string;
beforeAll(async () => {
  scene = await openWebScene();
  token = await scene.signIn();
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  elsewhere.on('connection', () => asked.push('connected'));
  evil = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await scene.close();
  elsewhere.closeAllConnections();
  elsewhere.close();
});

const hostile = () => `<html><head><title>x</title><base href="${evil}/">
<link rel="stylesheet" href="${evil}/a.css"><link rel="preconnect" href="${evil}"><link rel=prefetch href="${evil}/p">
<meta http-equiv="refresh" content="0;url=${evil}/refresh">
<style>@import url(${evil}/i.css); body { background: url(${evil}/bg.png) } @font-face { font-family: f; src: url(${evil}/f) }</style></head>
<body onload="parent.document.title='owned'; fetch('${evil}/onload')">
<script>document.title = 'owned'; fetch('${evil}/script')</script>
<h1 style="color: seagreen; font-family: f">Approved, with colours</h1>
<img src="${evil}/pixel.png" alt="remote"><img src=x onerror="fetch('${evil}/onerror')"><video src="${evil}/v" poster="${evil}/poster"></video>
<img width="40" height="40" alt="kept" src="data:image/gif;base64,R0lGODlhAQABAIAAAP8AAP///ywAAAAAAQABAAACAkQBADs=">
</div></body></html><iframe src="${evil}/frame"></iframe><object data="${evil}/object"></object>
<form action="${evil}/form" method="post"><button id="send">Send</button></form>
<a id="away" href="${evil}/link" style="display: block; padding: 1rem">Click here</a><a id="top" target="_top" href="${evil}/top">Here</a>
<a id="own" href="/console/mails">To the list</a><p style="margin-top: 900px">The end</p></body></html>`;

const html = (page: string) => eml(page, 'Content-Type: text/html; charset=utf-8\r\n');
const frameOf = (id: string, headers: Record<string, string> = {}) =>
  scene.get(`/console/mails/${id}/html`, { cookie: `countersign=${token}`, ...headers });

test('is served for a frame of ours only, under a policy that allows nothing', async () => {
  const id = await arrive(scene, { raw: html('<p>Hi</p>') });
  const response = await frameOf(id, { 'sec-fetch-dest': 'iframe' });
  expect(response.headers.get('content-security-policy')).toBe(
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
  );
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const alone = await frameOf(id, { 'sec-fetch-dest': 'document' });
  expect([alone.status, alone.headers.get('location')]).toEqual([303, `/console/mails/${id}`]);
  expect((await scene.get(`/console/mails/${id}/html`)).headers.get('location')).toContain('/console/sign-in');
  expect((await frameOf('nope')).status).toBe(404);
});

test('[case 18] no other page may be framed, and only the page of a mail frames', async () => {
  const id = await arrive(scene, { raw: html('<p>Hi</p>') });
  const policyOf = async (path: string) =>
    (await scene.get(path, { cookie: `countersign=${token}` })).headers.get('content-security-policy');
  for (const path of [`/console/mails/${id}`, '/console/mails', '/console']) {
    expect(await policyOf(path)).toContain("frame-ancestors 'none'");
  }
  expect(await policyOf(`/console/mails/${id}`)).toContain("frame-src 'self'");
  expect(await policyOf('/console/mails')).not.toContain('frame-src');
});

test('a mail without a page of its own has no frame', async () => {
  const id = await arrive(scene);
  expect((await frameOf(id)).status).toBe(404);
  const page = await (await scene.get(`/console/mails/${id}`, { cookie: `countersign=${token}` })).text();
  expect(page).not.toContain('iframe');
});

test('what a policy leaves open is taken out, and so are links of ours', () => {
  const text = framed(
    `<LINK rel=preconnect><li<linknk><meta x><base y><linkage>https://c.example/decision/${'A'.repeat(43)}`,
  );
  expect(text).not.toMatch(/<(link|base)[ >]|A{43}/i);
  expect(text.match(/<meta/g)).toEqual(['<meta']);
  expect(text).toContain('<linkage>');
});

inBrowser('[case 46] [case 60] in a browser nothing of a hostile mail happens', async () => {
  const id = await arrive(scene, { raw: html(hostile()) });
  await withPage(scene.url, async (page) => {
    await page.goto('/console/sign-in');
    await page.fill('#email', staff.email);
    await page.fill('#password', password);
    await page.click('button[type=submit]');
    const path = `/console/mails/${id}`;
    // All of it is in sight, so that every click lands where it should.
    await page.setViewportSize({ width: 1_200, height: 2_600 });
    await page.goto(path);
    // The text is what shows until somebody wants more.
    expect(await page.locator('.mail-text').innerText()).toContain('Approved, with colours');
    await page.click('text=Show it as its sender laid it out');
    const frame = page.frameLocator('.mail-frame');
    await frame.locator('h1').waitFor();
    for (let key = 0; key < 30; key += 1) {
      await page.keyboard.press('Tab');
      const focused = (await page.evaluate('document.activeElement?.tagName')) as string;
      if (focused === 'IFRAME') await page.keyboard.press('Enter');
    }
    for (const link of ['#away', '#top', '#own', '#send']) {
      const at = (await frame.locator(link).boundingBox())!;
      await page.mouse.click(at.x + at.width / 2, at.y + at.height / 2);
    }
    expect(await frame.locator('h1').innerText()).toBe('Approved, with colours');
    expect(new URL(page.url()).pathname).toBe(path);
    expect(await page.title()).toContain('Mail:');
    expect(page.frames()).toHaveLength(2);
    expect(asked).toEqual([]);
    await page.goto(path);
    await page.click('text=Show it as its sender laid it out');
    await frame.locator('h1').waitFor();
    await judge(page, '70-mail-frame');
  });
});
