import { createHash } from 'node:crypto';
import { mailCommands } from '../../cli/mail';
import { addReceivedMail } from '../../cli/received-mail';
import { noEnvelope } from '../../domain/received-mail';
import { runCommand } from '../support/run-command';
import { arrive, eml, judgement, uploadMail, waits } from '../support/web-mails';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
let token: string;
let cookie: string;
const before = { ...process.env };
beforeAll(async () => {
  scene = await openWebScene();
  token = await scene.signIn();
  cookie = `countersign=${token}`;
  process.env['COUNTERSIGN_URL'] = scene.url;
  process.env['COUNTERSIGN_TOKEN'] = token;
});
afterAll(async () => {
  process.env = before;
  await scene.close();
});
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

const page = async (path: string) => {
  const response = await scene.get(path, { cookie });
  return { status: response.status, html: await response.text(), headers: response.headers };
};
const api = (path: string, init: RequestInit = {}) =>
  fetch(`${scene.url}/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${token}` } });
const unknown = 'ab'.repeat(32);

describe('the list', () => {
  test('says where answers arrive while it is empty', async () => {
    const { html } = await page('/console/mails');
    expect(html).toContain('No mail yet');
    expect(html).toContain("No address of ours takes mail, so approvers' answers arrive in your own mailbox.");
    expect(html).toContain('countersign mail list --help');
    expect((await page('/console/mails?show=waiting')).html).toContain('Nothing waits for you');
    const other = await openWebScene({ answersAddress: 'approvals@countersign.example' });
    try {
      const headers = { cookie: `countersign=${await other.signIn()}` };
      expect(await (await other.get('/console/mails', headers)).text()).toContain('>approvals@countersign.example<');
    } finally {
      await other.close();
    }
  });

  test('names sender, verdict, outcome and request; the filter keeps what waits', async () => {
    const requestId = await scene.request();
    const unclear = await arrive(scene, { outcome: waits(requestId, 'It is not clear: It asks a question.') });
    const because = 'Mail of ours came back.';
    const noted = await arrive(scene, {
      judged: { verdict: 'unverifiable', subject: null, from: null },
      outcome: { kind: 'noted', requestId: null, because },
    });
    const unread = (await scene.store.mails.receive({ raw: eml('x'), source: 'smtp', envelope: noEnvelope })).id;
    const { html } = await page('/console/mails');
    for (const id of [unclear, noted, unread]) expect(html).toContain(`/console/mails/${id}"`);
    expect(html).toContain('Sender proved');
    expect(html).toContain('Unverifiable');
    expect(html).toContain('Not read yet');
    expect(html).toContain('ann.lee@harbor-coast.example');
    expect(html).toContain('Nobody that can be named');
    expect(html).toContain('(no subject)');
    expect(html).toContain('It is not clear: It asks a question.');
    expect(html).toContain(because);
    expect(html).toContain(`href="/console/requests/${requestId}">CS-${requestId.slice(0, 8)}</a>`);
    const waiting = (await page('/console/mails?show=waiting')).html;
    expect(waiting.match(/class="row"/g)).toHaveLength(1);
    expect(waiting).toContain(unclear);
  });

  test('is paged, newest first, and every page of the console leads to it', async () => {
    for (let at = 0; at < 27; at++) await arrive(scene);
    const first = (await page('/console/mails?show=waiting')).html;
    expect(first.match(/class="row"/g)).toHaveLength(25);
    expect(first).toContain('href="/console/mails?show&#x3D;waiting&amp;page&#x3D;2"');
    expect((await page('/console/mails?page=2')).html.match(/class="row"/g)).toHaveLength(2);
    expect((await page('/console/mails?page=9')).html).toContain('No older mail');
    expect((await page('/console')).html).toContain('<a href="/console/mails">Mail</a>');
  });
});

describe('a mail', () => {
  test.each([
    [{}, 'harbor-coast.example, which is the sender&#x27;s own domain. So whoever holds that mailbox sent it.'],
    [{ signedBy: 'mail.harbor-coast.example' }, 'which is a domain of the sender&#x27;s organisation'],
    [{ verdict: 'forged', rule: '6-dmarc-fail' }, 'fits the text: somebody changed it, or it is a forgery.'],
    [{ verdict: 'forged', rule: '5-body-length' }, 'Only a part of it is signed'],
    [{ verdict: 'forged', rule: '2-repeated-header' }, 'mail programs show different things'],
    [{ verdict: 'unverifiable', rule: '6-no-dmarc' }, 'Nobody can tell who sent it'],
    [{ verdict: 'unverifiable', rule: '6-no-dmarc' }, 'That does not count, since its sender is not proved.'],
    [{ verdict: 'retry', rule: '4-dns' }, 'It cannot be checked just now'],
    [{ command: null, commandReason: 'It asks a question.' }, 'No decision was read out of it. It asks a question.'],
    [{ command: 'deny' }, 'Its first line is one exact command: decline.'],
    [
      { bounce: { recipient: 'x@y.example', isPermanent: true, because: '550 no such user', messageId: null } },
      'A mail of ours to x@y.example did not arrive. It will not arrive any more: 550 no such user',
    ],
  ] as const)('judged %j is read out in words', async (judged, words) => {
    const { html } = await page(`/console/mails/${await arrive(scene, { judged })}`);
    expect(html).toContain(words);
  });

  test('shows envelope, hash, rule and text, and what staff can do about it', async () => {
    const requestId = await scene.request();
    const raw = eml('I =C3=BCber-approve\r\n', 'Content-Transfer-Encoding: quoted-printable\r\n');
    const id = await arrive(scene, { raw, outcome: waits(requestId) });
    const { html } = await page(`/console/mails/${id}`);
    expect(id).toBe(createHash('sha256').update(raw).digest('hex'));
    for (const text of [id, 'mx.harbor-coast.example, 192.0.2.7', 'approvals@countersign.example', 'Rule proved:']) {
      expect(html).toContain(text);
    }
    expect(html).toContain('I über-approve</pre>');
    expect(html).toContain('Decide nothing for an approver');
    expect(html).toContain('send them the question again');
    expect(html).toContain(`<a class="button" href="/console/requests/${requestId}">`);
    expect(html).toContain('you, <bdi>Kim Sato</bdi>');
  });

  test('that nobody could check for days says so', async () => {
    const { id } = await scene.store.mails.receive({ raw: eml('x'), source: 'smtp', envelope: noEnvelope });
    await scene.store.mails.conclude(id, waits(null, 'It could not be checked.'));
    const { html } = await page(`/console/mails/${id}`);
    expect(html).toContain('Not checked');
    expect(html).toContain('did not answer for days');
    expect(html).toContain('It belongs to no request that we know.');
    expect(html).not.toContain('It says that it is from');
  });

  test('is closed once, by name, and stays', async () => {
    const id = await arrive(scene);
    const path = `/console/mails/${id}`;
    const sent = await scene.post(`${path}/closing`, {}, { cookie });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, path]);
    const { html } = await page(path);
    expect(html).toContain('<bdi>Kim Sato</bdi> dealt with it on');
    expect(html).not.toContain('What you can do');
    const again = await scene.post(`${path}/closing`, {}, { cookie });
    expect(again.status).toBe(409);
    expect(await again.text()).toContain('It waits for nobody');
    expect((await page('/console/mails?show=waiting')).html).not.toContain(id);
  });

  test('that decided leads to the request, whose page shows it', async () => {
    const requestId = await scene.request();
    const outcome = { kind: 'decided', requestId, decisionId: 'd1', because: 'Ann Lee approved by it.' } as const;
    const id = await arrive(scene, { outcome });
    const { html } = await page(`/console/mails/${id}`);
    expect(html).toContain('<section class="standing approved">');
    expect(html).not.toContain('/closing"');
    const shown = (await page(`/console/requests/${requestId}`)).html;
    expect(shown).toContain('Mail received');
    expect(shown).toContain(`href="/console/mails/${id}"`);
    expect((await page(`/console/requests/${await scene.request()}`)).html).not.toContain('Mail received');
  });

  test('is downloaded as it came, to be saved only', async () => {
    const raw = eml('<script>alert(1)</script>', 'Content-Type: text/html\r\n');
    const id = await arrive(scene, { raw });
    const response = await scene.get(`/console/mails/${id}/raw`, { cookie });
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="mail-${id.slice(0, 12)}.eml"`);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(raw);
  });
});

describe('what strangers write', () => {
  const evil = '<img src=x onerror=alert(1)>';

  test('is text on every page, and turns no line round', async () => {
    const requestId = await scene.request();
    const id = await arrive(scene, {
      raw: eml(`${evil}\r\n\u202Edevorppa\u0007{{7}}`, 'Content-Type: text/plain; charset=utf-8\r\n'),
      judged: { subject: `${evil}\u202E`, from: `"${evil}"@x.example`, reason: evil, commandReason: evil },
      outcome: waits(requestId, evil),
    });
    for (const path of ['/console/mails', `/console/mails/${id}`, `/console/requests/${requestId}`]) {
      const { html } = await page(path);
      expect(html).not.toContain('<img');
      expect(html).toContain('&lt;img');
      expect(html).not.toContain('\u202E');
    }
    expect((await page(`/console/mails/${id}`)).html).toContain('[U+202E]devorppa\uFFFD{{7}}</pre>');
  });

  test('is never shown as HTML: hidden words stay hidden, links lead nowhere', async () => {
    const html = `<p>Hello<a href="https://evil.example">Click</a></p><div style="display:none">Approved</div>`;
    const id = await arrive(scene, { raw: eml(html, 'Content-Type: text/html\r\n') });
    const shown = (await page(`/console/mails/${id}`)).html;
    expect(shown).toContain('Click</pre>');
    expect(shown).not.toContain('href="https://evil.example"');
  });

  test("does not hand staff the approver's own link or the code of a question", async () => {
    const token = 'A'.repeat(43);
    const quoted = `No.\r\n> https://c.example/decision/${token}\r\n> https://safe.example/?url=https%3A%2F%2Fc.example%2Fdecision%2F${token}`;
    const id = await arrive(scene, { raw: eml(quoted) });
    const { html } = await page(`/console/mails/${id}`);
    expect(html).toContain('/decision/[left out]');
    for (const secret of [token, 'ACDEFGHJKM']) expect(html).not.toContain(secret);
  });

  test('that cannot be taken apart is shown as its source', async () => {
    const parts = '--b\r\n\r\nx\r\n'.repeat(300);
    const raw = eml(`${parts}--b--`, 'Content-Type: multipart/mixed; boundary=b\r\n');
    const { html } = await page(`/console/mails/${await arrive(scene, { raw })}`);
    expect(html).toContain('This is its source, the first 64 KB.');
    expect(html).toContain('boundary&#x3D;b');
  });

  test('names of files are told, the files are not there', async () => {
    const raw = eml(
      '--b\r\n\r\nSee file.\r\n--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename="a<b>.html"\r\n\r\n<b>x</b>\r\n--b--\r\n',
      'Content-Type: multipart/mixed; boundary=b\r\n',
    );
    const { html } = await page(`/console/mails/${await arrive(scene, { raw })}`);
    expect(html).toContain('See file.</pre>');
    expect(html).toContain('<li><bdi>a&lt;b&gt;.html</bdi></li>');
  });
});

describe('an upload', () => {
  test('is kept, told once, and shown, however often it is sent', async () => {
    const raw = eml('Approved\r\n');
    const answers = [];
    for (let at = 0; at < 2; at++) answers.push(await uploadMail(scene, cookie, [new File([raw], 'answer.eml')]));
    const id = createHash('sha256').update(raw).digest('hex');
    for (const { status, headers } of answers) {
      expect([status, headers.get('location')]).toEqual([303, `/console/mails/${id}`]);
    }
    expect(scene.told).toMatchObject([{ message: { type: 'mail', mailId: id } }]);
    expect(await scene.store.mails.find(id)).toMatchObject({
      source: 'upload',
      envelope: noEnvelope,
      size: raw.length,
    });
    expect((await page(`/console/mails/${id}`)).html).toContain('Nobody has read it yet');
  });

  test.each<[string, readonly File[], string]>([
    ['nothing', [], 'No file is chosen.'],
    ['two', [new File([eml('a')], 'a.eml'), new File([eml('b')], 'b.eml')], 'These are several files.'],
    [
      'a picture',
      [new File([new Uint8Array(100).fill(0xd0)], 'mail<b>.msg')],
      '&quot;mail&lt;b&gt;.msg&quot; is no mail.',
    ],
    ['too much', [new File([Buffer.alloc(5 * 1024 * 1024 + 1, 'a: b\n')], 'a.eml')], 'is larger than 5 MB.'],
  ])('of %s is refused beside its field', async (_, files, words) => {
    const response = await uploadMail(scene, cookie, files);
    const html = await response.text();
    expect(response.status).toBe(422);
    expect(html).toContain(words);
    expect(html).toContain('id="files-error"');
    expect(scene.told).toHaveLength(0);
    expect(await scene.store.mails.list({ limit: 9, offset: 0 })).toHaveLength(0);
  });

  test('of exactly 5 MB is taken', async () => {
    const raw = Buffer.alloc(5 * 1024 * 1024, 'a: b\n');
    expect((await uploadMail(scene, cookie, [new File([raw], 'a.eml')])).status).toBe(303);
  });
});

describe('guards', () => {
  const routes = [
    ['GET', '/console/mails'],
    ['GET', `/console/mails/${unknown}`],
    ['GET', `/console/mails/${unknown}/raw`],
    ['POST', `/console/mails/${unknown}/closing`],
    ['POST', '/console/mails'],
  ] as const;
  const apiRoutes = [
    ['GET', '/api/v1/mails'],
    ['GET', `/api/v1/mails/${unknown}`],
    ['POST', `/api/v1/mails/${unknown}/closing`],
  ] as const;

  test('[case 82] staff only: nobody else sees, uploads or closes anything', async () => {
    const id = await arrive(scene);
    const developer = await scene.developerSession('dana-fox');
    const state = await scene.dump();
    for (const other of ['', `countersign-developer=${developer}`, `countersign=${developer}`]) {
      for (const [method, path] of [...routes, ...apiRoutes]) {
        const isUpload = method === 'POST' && path === '/console/mails';
        const own = path.replace(unknown, id);
        const sent = isUpload
          ? await uploadMail(scene, other, [new File([eml('x')], 'x.eml')])
          : await fetch(scene.url + own, {
              method,
              redirect: 'manual',
              headers: { cookie: other, 'sec-fetch-site': 'same-origin' },
            });
        expect([own, sent.status]).toEqual([own, path.startsWith('/api') ? 401 : 303]);
        if (sent.status === 303) expect(sent.headers.get('location')).toMatch(/^\/console\/sign-in\?next=/);
      }
    }
    expect(await scene.dump()).toBe(state);
    const next = (await scene.get(`/console/mails/${id}`)).headers.get('location')!;
    expect(decodeURIComponent(next)).toContain(`next=/console/mails/${id}`);
  });

  test.each(['nope', unknown, '%00', 'a'.repeat(90), '..%2f..%2fetc'])(
    '[case 82] an unknown mail %s: 404',
    async (id) => {
      for (const path of [`/console/mails/${id}`, `/console/mails/${id}/raw`]) {
        expect((await page(path)).status).toBe(404);
      }
      expect((await scene.post(`/console/mails/${id}/closing`, {}, { cookie })).status).toBe(404);
    },
  );

  test('[case 7] looking changes nothing', async () => {
    const id = await arrive(scene, { outcome: waits(await scene.request()) });
    const state = await scene.dump();
    for (const path of ['', '?show=waiting', `/${id}`, `/${id}/raw`]) await page(`/console/mails${path}`);
    for (const path of ['/mails', `/mails/${id}`]) expect((await api(path)).status).toBe(200);
    for (const path of [`/console/mails/${id}/closing`, `/api/v1/mails/${id}/closing`]) {
      expect((await scene.get(path, { cookie })).status).toBe(404);
    }
    expect(await scene.dump()).toBe(state);
  });

  test.each([
    ['/console/mails', 'application/x-www-form-urlencoded', 415],
    ['/console/mails', 'application/json', 415],
    ['/console/mails', 'message/rfc822', 415],
    ['/console/%6dails', 'multipart/form-data; boundary=x', 415],
    ['/console/mails/', 'multipart/form-data; boundary=x', 415],
    [`/console/mails/${unknown}/closing`, 'multipart/form-data; boundary=x', 415],
    ['/console/requests', 'multipart/form-data; boundary=x', 415],
    ['/console/mails?x=1', 'multipart/form-data', 415],
  ])('[case 17] [case 87] POST %s takes no %s', async (path, type, status) => {
    const response = await scene.post(path, '--x--', { cookie, 'content-type': type });
    expect(response.status).toBe(status);
  });

  test('[case 17] no other site can upload or close', async () => {
    const id = await arrive(scene);
    const state = await scene.dump();
    const form = new FormData();
    form.append('files', new File([eml('x')], 'x.eml'));
    const headers = { cookie, 'sec-fetch-site': 'cross-site' };
    const sent = await fetch(`${scene.url}/console/mails`, { method: 'POST', body: form, headers });
    expect(sent.status).toBe(403);
    expect((await scene.post(`/console/mails/${id}/closing`, {}, headers)).status).toBe(403);
    expect(await scene.dump()).toBe(state);
  });
});

describe('the API', () => {
  test('lists, shows and closes, without bytes, DNS answers or reply codes', async () => {
    const id = await arrive(scene);
    const outcome = { kind: 'noted', requestId: null, because: 'Out of office.' } as const;
    const noted = await arrive(scene, { outcome });
    const list = async (query: string) =>
      ((await (await api(`/mails${query}`)).json()) as { mails: { id: string }[] }).mails;
    expect((await list('')).map((each) => each.id)).toEqual([noted, id]);
    expect((await list('?queued=false&limit=1&offset=1')).map((each) => each.id)).toEqual([id]);
    expect((await list('?queued=true')).map((each) => each.id)).toEqual([id]);
    const text = await (await api(`/mails/${id}`)).text();
    for (const secret of ['ACDEFGHJKM', 'DKIM1', 'raw', 'sealed']) expect(text).not.toContain(secret);
    expect(JSON.parse(text)).toMatchObject({ id, source: 'smtp', judgement: { from: judgement.from }, closedAt: null });
    const closing = async (which: string) => api(`/mails/${which}/closing`, { method: 'POST' });
    expect(await (await closing(id)).json()).toMatchObject({ closedBy: 'Kim Sato' });
    expect([(await closing(id)).status, (await closing(noted)).status, (await closing('nope')).status]).toEqual([
      409, 409, 404,
    ]);
  });

  test.each(['?queued=yes', '?limit=0', '?offset=-1', '?raw=true'])('refuses %s', async (query) => {
    expect((await api(`/mails${query}`)).status).toBe(400);
  });

  test('is described', async () => {
    const text = await (await scene.get('/api/openapi.json')).text();
    const { paths, components } = JSON.parse(text) as { paths: object; components: { schemas: object } };
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/api/v1/mails', '/api/v1/mails/{id}', '/api/v1/mails/{id}/closing']),
    );
    expect(components.schemas).toHaveProperty('ReceivedMail');
  });
});

const mail = (...args: readonly string[]) => runCommand(addReceivedMail(mailCommands()), args);

describe('the command line', () => {
  test('lists and shows mails, with nothing in them that moves the cursor', async () => {
    expect((await mail('list')).error).toContain('No mail has come yet.');
    const id = await arrive(scene, { judged: { subject: 'Hi \u001b[31m', commandReason: 'a\u001b[2J' } });
    expect((await mail('list', '--queued')).out).toContain(id);
    expect((await mail('list', '--json')).out).toContain(`"id":"${id}"`);
    const { out } = await mail('show', id);
    expect(out).toContain('proved (rule proved)');
    expect(out).toContain('queued: It is not clear what it says.');
    expect(out).not.toContain('\u001b[2J');
    await scene.store.mails.close(id, 'Kim Sato');
    expect((await mail('show', id)).out).toContain('dealt with by Kim Sato');
    expect((await mail('list', '--queued')).error).toContain('No mail waits for you.');
    await expect(mail('show', 'nope')).rejects.toThrow(/Nothing here/);
  });
});
