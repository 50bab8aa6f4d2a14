import { readMessage } from '../../../mail/inbound';

const mail = (...lines: readonly string[]) => Buffer.from(lines.join('\r\n'));
const to = 'To: Approvals <approvals+1@countersign.example>, dana@apps.example';

test('what a person wrote, without what their mail program quoted', async () => {
  const raw = mail(to, 'Subject: Re: x', '', 'Yes, gladly.', '', 'On Tuesday, Dana wrote:', '> Approve', '');
  expect(await readMessage(raw)).toEqual({
    recipients: ['approvals+1@countersign.example', 'dana@apps.example'],
    text: 'Yes, gladly.',
    files: [],
  });
});

test('where only a quote is left, all of it', async () => {
  const { text } = await readMessage(mail(to, '', '> See above', ''));
  expect(text).toBe('> See above');
});

test('files come with their names, byte for byte; a picture in the text is one', async () => {
  const raw = mail(
    to,
    'Cc: support@countersign.example',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/html',
    '',
    '<p>Look <b>here</b></p>',
    '--b',
    'Content-Type: application/pdf; name="../../a.pdf"',
    'Content-Disposition: attachment; filename="../../a.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('%PDF').toString('base64'),
    '--b',
    'Content-Type: image/png',
    'Content-Disposition: inline',
    '',
    'png',
    '--b--',
    '',
  );
  const { text, files, recipients } = await readMessage(raw);
  expect(recipients).toContain('support@countersign.example');
  expect(text).toContain('Look here');
  expect(files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()])).toEqual([
    ['../../a.pdf', '%PDF'],
    ['image-png-2', 'png'],
  ]);
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
