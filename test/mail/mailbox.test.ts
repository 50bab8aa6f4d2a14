import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { type Mailbox, startMailbox } from '../../mail/mailbox/index';

let folder: string;
let mailbox: Mailbox;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-mailbox-'));
  mailbox = await startMailbox({ folder });
});
afterEach(async () => {
  await mailbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function send(more: object = {}): Promise<void> {
  const transport = createTransport(mailbox.smtpUrl);
  await transport.sendMail({
    from: 'approvals@countersign.example',
    to: 'ann@mls.example',
    subject: 'Approve?',
    text: 'Open http://127.0.0.1:1/decision/x <script>alert(1)</script>',
    html: '<p>Open <a href="http://127.0.0.1:1/decision/x">it</a></p>',
    ...more,
  });
  transport.close();
}

const get = async (path: string) => {
  const response = await fetch(mailbox.url + path);
  return { status: response.status, headers: response.headers, body: await response.text() };
};
const list = async (query = '') =>
  JSON.parse((await get(`/api/mails${query}`)).body).mails as { id: string; subject: string; to: string[] }[];

test('empty, it says what will show up here', async () => {
  expect((await get('/')).body).toContain('No mail yet');
});

test('a mail is in the list, in JSON, and found by its recipient', async () => {
  await send();
  await send({ to: 'bob@mls.example', subject: 'Second' });
  expect((await list()).map(({ subject }) => subject).toSorted()).toEqual(['Approve?', 'Second']);
  expect(await list('?to=BOB')).toMatchObject([{ subject: 'Second', to: ['bob@mls.example'] }]);
  expect((await get('/')).body).toContain('Approve?');
});

test('[case 60] the text view escapes what is not a link', async () => {
  await send();
  const { body } = await get(`/mails/${(await list())[0]!.id}?view=text`);
  expect(body).toContain('<a href="http://127.0.0.1:1/decision/x"');
  expect(body).toContain('&lt;script&gt;');
  expect(body).not.toContain('<script>');
});

test('the html view may run nothing and reach nothing', async () => {
  await send({ html: '<script>alert(1)</script><p>hello</p>' });
  const { id } = (await list())[0]!;
  const body = await get(`/mails/${id}/body`);
  expect(body.headers.get('content-security-policy')).toMatch(
    /^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'/,
  );
  expect((await get(`/mails/${id}`)).body).toContain(
    '<iframe title="The mail as its reader sees it" sandbox="allow-popups',
  );
});

test('[case 59] a subject that looks like a template is text', async () => {
  await send({ subject: '{{mail.raw}} <b>' });
  const { body } = await get(`/mails/${(await list())[0]!.id}?view=headers`);
  expect(body).toContain('<h1>{{mail.raw}} &lt;b&gt;</h1>');
});

test('raw is what was sent, and can be downloaded', async () => {
  await send();
  const { id } = (await list())[0]!;
  const { body, headers } = await get(`/mails/${id}.eml`);
  expect(headers.get('content-type')).toBe('message/rfc822');
  expect(body).toContain('Subject: Approve?');
});

test.each(['1', '..%2f..%2fetc%2fpasswd', '0000000000000-00000000', '%00'])('no mail %s', async (id) => {
  expect((await get(`/mails/${id}`)).status).toBe(404);
  expect((await get(`/api/mails/${id}`)).status).toBe(404);
});

test('mails survive a restart', async () => {
  await send();
  await mailbox.stop();
  mailbox = await startMailbox({ folder });
  expect(await list()).toHaveLength(1);
});

test('[case 23] another host name is refused', async () => {
  const status = await new Promise((resolve, reject) => {
    httpRequest(mailbox.url, { headers: { host: 'mailbox.evil.example' } }, (response) =>
      resolve(response.resume().statusCode),
    )
      .on('error', reject)
      .end();
  });
  expect(status).toBe(421);
});

test('[case 50] a mail that is too large is refused, and the mailbox lives', async () => {
  await expect(send({ text: 'x'.repeat(11 * 1024 * 1024) })).rejects.toThrow(/552|size/i);
  await send();
  expect(await list()).toHaveLength(1);
});
