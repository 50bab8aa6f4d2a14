import { readMessage } from '../../../mail/inbound/message';

const token = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE';
const link = `https://approvals.countersign.example/decision/${token}`;
const mail = (...lines: readonly string[]) => Buffer.from(lines.join('\r\n'));
const crlf = (lines: readonly string[]) => lines.join('\r\n');

const asked = crlf([
  'From: approvals@countersign.example',
  'Subject: An API key? #ACDEFGHJKM',
  '',
  'Decide here:',
  link,
  '',
]);

function withParts(...parts: readonly (readonly string[])[]): Buffer {
  const all = parts.flatMap((part) => ['--b', ...part]);
  return Buffer.from(
    crlf([
      'From: ann@mls.example',
      'To: Desk <approvals+x@countersign.example>',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      ...all,
      '--b--',
      '',
    ]),
  );
}

const words = ['Content-Type: text/plain', '', 'We are on it.'];
const attached = (type: string, name: string, body: string) => [
  `Content-Type: ${type}`,
  `Content-Disposition: attachment; filename="${name}"`,
  '',
  body,
];

test('what a person wrote is told from what the mail program quoted', async () => {
  const raw = Buffer.from(
    crlf(['From: ann@mls.example', '', 'We are on it.', '', 'On Tue, Desk wrote:', '> Decide here:', `> ${link}`, '']),
  );
  expect((await readMessage(raw)).text).toBe('We are on it.');
});

test('links and codes that were mailed to one person are left out, however they stand in it', async () => {
  const raw = Buffer.from(
    crlf(['From: ann@mls.example', '', `See ${link}`, encodeURIComponent(link), 'and #ACDEFGHJKM.', '']),
  );
  const { text } = await readMessage(raw);
  expect(text).not.toContain(token);
  expect(text).not.toContain('ACDEFGHJKM');
  expect(text).toContain('/decision/[left out]');
});

test('a mail of ours that is attached is no file for everybody else', async () => {
  const raw = withParts(
    words,
    attached('message/rfc822', 'question.eml', asked),
    attached('application/pdf', 'form.pdf', '%PDF'),
  );
  const { text, files, recipients } = await readMessage(raw);
  expect(text).toBe('We are on it.');
  expect(files.map(({ name }) => name)).toEqual(['form.pdf']);
  expect(recipients).toEqual(['approvals+x@countersign.example']);
});

test("anybody else's mail that is attached is", async () => {
  const other = crlf(['From: broker@office.example', '', 'I authorize Foxglove.', '']);
  const { files } = await readMessage(withParts(words, attached('message/rfc822', 'authorization.eml', other)));
  expect(files.map(({ name }) => name)).toEqual(['authorization.eml']);
});

test('names of files disguise nothing', async () => {
  const { files } = await readMessage(withParts(words, attached('application/x-thing', '../a/b.exe', 'x')));
  expect(files.map(({ name }) => name)).toEqual(['b.exe']);
});

test.each([
  ['[case 51] nested 1,000 deep', nested(1_000)],
  ['[case 50] larger than it may be', Buffer.alloc(6 * 1024 * 1024, 'a')],
  ['empty', Buffer.alloc(0)],
])('a mail that is %s says nothing', async (_, raw) => {
  expect(await readMessage(raw)).toMatchObject({ text: '', files: [] });
});

test('[case 53] of 10,000 recipients in one line only the first are read', async () => {
  const line = `To: ${Array.from({ length: 10_000 }, (_, index) => `a${index}@b.example`).join(', ')}`;
  const { recipients } = await readMessage(mail(line, '', 'x'));
  expect(recipients.length).toBeLessThan(300);
});

function nested(depth: number): Buffer {
  const open = Array.from({ length: depth }, (_, index) => [
    `Content-Type: multipart/mixed; boundary=b${index}`,
    '',
    `--b${index}`,
  ]);
  return mail(...open.flat(), 'Content-Type: text/plain', '', 'deep');
}
