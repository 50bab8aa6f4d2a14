import { embeddedMessages } from '../../../mail/inbound';
import { judgeText, mail, sign } from './signed-mail';

const judge = (message: string | Buffer) => judgeText(message, { dns: {} });

function nested(levels: number): string {
  let body = 'Approved\n';
  let type = 'text/plain';
  for (let level = 0; level < levels; level++) {
    body = `--b${level}\nContent-Type: ${type}\n\n${body}\n--b${level}--\n`;
    type = `multipart/mixed; boundary=b${level}`;
  }
  return mail({ headers: { 'Content-Type': type }, body });
}

const sentence = 'Thank you for the call this morning, it was good to hear from you.\n';
const ordinary = (length: number) =>
  mail({ body: `Approved\n\n${sentence.repeat(Math.ceil(length / sentence.length))}` });

/** The least processor time of three judgements: the machine's other work and the garbage collector add to it, and nothing takes from it. */
async function cost(message: string): Promise<number> {
  const costs: number[] = [];
  for (let tries = 0; tries < 3; tries += 1) {
    const before = process.cpuUsage();
    await judge(message);
    const { user, system } = process.cpuUsage(before);
    costs.push(user + system);
  }
  return Math.min(...costs);
}

const timesAnOrdinaryMail = async (message: string) => (await cost(message)) / (await cost(ordinary(message.length)));

/** None takes more than ten times an ordinary mail; what grows with the square of its length takes thousands of times. */
const most = 100;

test.each<[string, () => string, string]>([
  ['[case 50] 6 MB', () => mail({ body: `Approved\n\n${'x'.repeat(6 * 1024 * 1024)}` }), 'limit-size'],
  ['[case 53] one header line of 300 KB', () => mail({ headers: { 'X-Long': 'x'.repeat(300_000) } }), 'limit-headers'],
  ['[case 53] 20,000 headers', () => 'X-Many: 0123456789\r\n'.repeat(20_000) + mail(), 'limit-headers'],
  ['[case 51] 1,000 levels', () => nested(1_000), 'limit-parts'],
  [
    '[case 51] 50,000 parts',
    () => mail({ headers: { 'Content-Type': 'multipart/mixed; boundary=b' }, body: '--b\n\nx\n'.repeat(50_000) }),
    'limit-parts',
  ],
])('%s is kept and not read', async (_, make, rule) => {
  const message = make();
  expect(await judge(message)).toMatchObject({ verdict: 'unverifiable', rule, command: null });
  expect(await timesAnOrdinaryMail(message)).toBeLessThan(most);
});

/** As much as is still read: what is longer is put aside before it can cost anything. */
const kilobytes = (text: string, size = 190) => text.repeat(Math.ceil((size * 1024) / text.length));
const html = { 'Content-Type': 'text/html' };

test.each<[string, () => string]>([
  ['a line of blanks', () => mail({ body: `Approved\n${kilobytes(' ')}x` })],
  [
    'quoted-printable blanks',
    () => mail({ headers: { 'Content-Transfer-Encoding': 'quoted-printable' }, body: `${kilobytes(' ')}x` }),
  ],
  ['dashes', () => mail({ headers: { From: 'mailer-daemon@x.example' }, body: `failed\n${kilobytes('-')}` })],
  ['many short lines', () => mail({ body: `Approved\n${kilobytes('On it\n')}` })],
  ['stars in the subject', () => mail({ headers: { Subject: `${kilobytes('*', 100)}x` } })],
  ['no-reply again and again', () => mail({ headers: { From: kilobytes('<no-reply', 100) } })],
  ['encoded words without end', () => mail({ headers: { Subject: kilobytes('=?a?b?', 100) } })],
  ['unclosed styles', () => mail({ headers: html, body: kilobytes('<style', 500) })],
  ['nested divs', () => mail({ headers: html, body: `${kilobytes('<div>', 500)}Approved` })],
  ['colours without end', () => mail({ headers: html, body: `<style>${kilobytes('rgba(', 500)}</style>Approved` })],
  ['comments in a style', () => mail({ headers: html, body: `<p style="${kilobytes('/*', 500)}">Approved` })],
  ['entities', () => mail({ headers: html, body: kilobytes('&#x41;', 500) })],
  ['addresses', () => mail({ headers: { From: 'mailer-daemon@x.example' }, body: `failed\n${kilobytes('a.b@')}` })],
])('hostile text does not keep us busy: %s', async (_, make) => {
  expect(await timesAnOrdinaryMail(make())).toBeLessThan(most);
});

test('ten levels and an odd boundary are still read', async () => {
  expect(await judge(nested(9))).toMatchObject({ command: 'approve' });
});

test.each<[string, Buffer]>([
  ['nothing', Buffer.alloc(0)],
  ['one line feed', Buffer.from('\n')],
  ['zeros', Buffer.alloc(1_000)],
  ['random bytes', Buffer.from(Array.from({ length: 4_000 }, (_, index) => (index * 7_919) % 256))],
  ['no body', Buffer.from('From: ann@mls.example')],
  ['only a boundary', Buffer.from('Content-Type: multipart/mixed; boundary=b\n\n--b')],
  ['no boundary', Buffer.from('From: a@b.example\nContent-Type: multipart/mixed\n\nApproved')],
  ['an mbox line', Buffer.from('From x Tue Nov 24 2026\nFrom: a@b.example\nSubject: x\n\nhello')],
])('never throws: %s', async (_, raw) => {
  expect(await judge(raw)).toMatchObject({
    verdict: 'unverifiable',
    command: null,
  });
});

const outer = (parts: string) =>
  `From: staff@countersign.example\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: text/plain\r\n\r\nsee below\r\n${parts}--o--\r\n`;

const attached = (headers: string, body: string) => `--o\r\n${headers}\r\n\r\n${body}\r\n`;

describe('forwarded originals', () => {
  test.each<[string, string, (raw: string) => string]>([
    ['message/rfc822', 'Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename=a.eml', (raw) => raw],
    ['inline', 'Content-Type: message/rfc822\r\nContent-Disposition: inline', (raw) => raw],
    ['no disposition', 'Content-Type: message/rfc822', (raw) => raw],
    ['message/global', 'Content-Type: message/global', (raw) => raw],
    [
      'base64',
      'Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64',
      (raw) => Buffer.from(raw).toString('base64').replace(/.{76}/g, '$&\r\n'),
    ],
    [
      '.eml as octet-stream',
      'Content-Type: application/octet-stream; name="a.eml"\r\nContent-Transfer-Encoding: base64',
      (raw) => Buffer.from(raw).toString('base64'),
    ],
  ])('%s comes out byte for byte, and is proved', async (_, headers, encode) => {
    const inner = await sign(mail());
    const [found] = await embeddedMessages(Buffer.from(outer(attached(headers, encode(inner)))));
    expect(found!.raw.toString()).toBe(inner);
    expect(await judgeText(found!.raw)).toMatchObject({ verdict: 'proved', command: 'approve' });
  });

  test('a tampered inner is forged', async () => {
    const inner = (await sign(mail())).replace('Approved', 'Declined');
    const [found] = await embeddedMessages(Buffer.from(outer(attached('Content-Type: message/rfc822', inner))));
    expect(await judgeText(found!.raw)).toMatchObject({ verdict: 'forged' });
  });

  test('nested twice, at most three levels', async () => {
    let message = mail();
    for (let level = 0; level < 5; level++) {
      message = `Subject: ${level}\r\nContent-Type: multipart/mixed; boundary=n${level}\r\n\r\n--n${level}\r\nContent-Type: message/rfc822\r\n\r\n${message}\r\n--n${level}--\r\n`;
    }
    expect((await embeddedMessages(Buffer.from(message))).map(({ level }) => level)).toEqual([1, 2, 3]);
  });

  test('at most five messages', async () => {
    const parts = Array.from({ length: 9 }, () => attached('Content-Type: message/rfc822', mail())).join('');
    expect(await embeddedMessages(Buffer.from(outer(parts)))).toHaveLength(5);
  });

  test('zipped, .msg and TNEF are no messages', async () => {
    const parts = ['a.zip', 'a.msg', 'winmail.dat'].map((name) =>
      attached(`Content-Type: application/octet-stream; name=${name}`, 'x'),
    );
    expect(await embeddedMessages(Buffer.from(outer(parts.join(''))))).toEqual([]);
  });
});
