import { simpleParser } from 'mailparser';
import { createLetterRenderer, type LetterInput } from '../../mail/render';
import { type TemplateName, templateNames, type TemplateVariables } from '../../templates';
import { letters } from '../support/letters';

const settings = {
  from: { name: 'Countersign', address: 'approvals@countersign.example' },
  domain: 'countersign.example',
} as const;
const renderer = createLetterRenderer(settings);
const requestId = letters.ask.requestId;

function inputOf<N extends TemplateName>(template: N, change: Partial<LetterInput<N>> = {}): LetterInput<N> {
  const variables: TemplateVariables<N> = letters[template];
  return {
    id: `${requestId}.${template}.1`,
    requestId,
    template,
    recipient: { name: 'Margaret Ellison', email: 'margaret@lakeshore.example' },
    variables,
    date: Date.UTC(2026, 10, 24, 15, 30, 5),
    ...change,
  };
}

const source = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const headersOf = (bytes: Uint8Array) => source(bytes).split('\r\n\r\n', 1)[0] ?? '';
const addresses = async (bytes: Uint8Array) => {
  const { to } = await simpleParser(Buffer.from(bytes));
  return [to].flat().flatMap((each) => each?.value ?? []);
};

describe.each(templateNames)('the letter %s', (name) => {
  test('parses, keeps its text, and stays under 30 KB', async () => {
    const letter = await renderer.render(inputOf(name));
    const mail = await simpleParser(Buffer.from(letter.bytes));
    expect(mail.subject).toBe(letter.subject);
    expect(mail.text).toContain(requestId);
    expect(mail.html).toContain('</html>');
    expect(mail.attachments).toEqual([]);
    expect(letter.bytes.length).toBeLessThan(30_000);
  });

  test('has CRLF line ends only and no line over 998 bytes', async () => {
    const text = source((await renderer.render(inputOf(name))).bytes);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
  });

  test('the same input gives the same bytes', async () => {
    const [one, two] = await Promise.all([renderer.render(inputOf(name)), renderer.render(inputOf(name))]);
    expect(source(one.bytes)).toBe(source(two.bytes));
    const other = await renderer.render(inputOf(name, { id: 'another' }));
    expect(other.messageId).not.toBe(one.messageId);
  });
});

describe('headers', () => {
  test('say who, when, which thread, and that no machine need answer', async () => {
    const letter = await renderer.render(inputOf('ask'));
    expect(
      headersOf(letter.bytes)
        .replaceAll(/\r\n\s+/g, ' ')
        .split('\r\n'),
    ).toEqual(
      expect.arrayContaining([
        'From: Countersign <approvals@countersign.example>',
        'To: Margaret Ellison <margaret@lakeshore.example>',
        'Date: Tue, 24 Nov 2026 15:30:05 +0000',
        `Message-ID: ${letter.messageId}`,
        `References: <${requestId}@countersign.example>`,
        `In-Reply-To: <${requestId}@countersign.example>`,
        'Auto-Submitted: auto-generated',
        'X-Auto-Response-Suppress: All',
      ]),
    );
    expect(letter.envelope).toEqual({ from: 'approvals@countersign.example', to: 'margaret@lakeshore.example' });
    expect(letter.subject).toMatch(
      /^\[CS-3f9c1a7e\] Approve data access for Harbor Homes LLC\? \(step 1 of 2\) #ACDEFGHJKM$/,
    );
  });

  test('a reply address is used when there is one', async () => {
    const replying = createLetterRenderer({ ...settings, replyTo: { name: 'Support', address: 'help@cs.example' } });
    expect(headersOf((await replying.render(inputOf('ready'))).bytes)).toContain('Reply-To: Support <help@cs.example>');
  });

  test('Message-IDs are plain, and different ids never share one', async () => {
    const ids = ['a.b', 'a_b', 'a/b', 'A.b', 'a..b', '.a.b', 'a.b.', 'ü', 'x'.repeat(300), 'x'.repeat(301), ' '];
    const seen = await Promise.all(ids.map(async (id) => (await renderer.render(inputOf('ready', { id }))).messageId));
    for (const messageId of seen) expect(messageId).toMatch(/^<[a-z0-9-]+(\.[a-z0-9-]+)*@countersign\.example>$/);
    expect(new Set(seen).size).toBe(ids.length);
  });

  test.each(['Eve\r\nBcc: eve@evil.example', 'Eve\nX: y', 'Eve\u0000\r', 'Eve\u2028Bcc: eve@evil.example'])(
    '[case 64] no line break gets into a header: %j',
    async (name) => {
      const requester = { ...letters.ask.requester, company: name };
      const variables = { ...letters.ask, requester };
      const letter = await renderer.render(inputOf('ask', { recipient: { name, email: 'a@mls.example' }, variables }));
      expect(letter.subject).not.toMatch(/\p{Cc}/u);
      const names = headersOf(letter.bytes)
        .split('\r\n')
        .filter((line) => !/^\s/.test(line))
        .map((line) => line.split(':', 1)[0]);
      const expected =
        'From To Subject Message-ID References In-Reply-To Date MIME-Version Content-Type Auto-Submitted';
      expect(new Set(names)).toEqual(new Set([...expected.split(' '), 'X-Auto-Response-Suppress']));
      expect(names).toHaveLength(11);
    },
  );
});

describe('recipients', () => {
  test.each(['Eve <eve@evil.example>,', 'eve@evil.example,', '"Eve" <eve@evil.example>', 'a;b:c<d>', 'O’Brien & Co'])(
    '[case 65] the name %j stays a name',
    async (name) => {
      const { bytes, envelope } = await renderer.render(
        inputOf('ask', { recipient: { name, email: 'a@mls.example' } }),
      );
      expect(await addresses(bytes)).toEqual([{ address: 'a@mls.example', name }]);
      expect(envelope.to).toBe('a@mls.example');
    },
  );

  test.each([
    'a@mls.example,eve@evil.example',
    'a@mls.example eve@evil.example',
    'a@mls.example\r\nRCPT TO:<eve@evil.example>',
    '<a@mls.example>',
    '"a"@mls.example',
    'a@mls@evil.example',
    'a(b)@mls.example',
    '@relay.example:a@mls.example',
    'a..b@mls.example',
    'a@mls.example.',
    'a@[127.0.0.1]',
    'a@',
    '',
    `${'a'.repeat(65)}@mls.example`,
  ])('[case 65] the address %j is refused', async (email) => {
    await expect(renderer.render(inputOf('ask', { recipient: { name: 'A', email } }))).rejects.toThrow(
      /The address of the recipient is not one plain mail address/,
    );
  });

  test('[case 65] letters outside ASCII: refused before the @, A-labels after it', async () => {
    await expect(
      renderer.render(inputOf('ask', { recipient: { name: 'A', email: 'аnn@mls.example' } })),
    ).rejects.toThrow(/letters before the @/);
    const { envelope } = await renderer.render(
      inputOf('ask', { recipient: { name: 'A', email: 'ann@bücher.example' } }),
    );
    expect(envelope.to).toBe('ann@xn--bcher-kva.example');
  });

  test('settings with a bad address or domain are refused at once', () => {
    expect(() => createLetterRenderer({ ...settings, from: { name: 'x', address: 'a, b' } })).toThrow(/the sender/);
    expect(() => createLetterRenderer({ ...settings, domain: 'a>b' })).toThrow(/domain of Message-IDs/);
  });
});

test('a letter keeps the step it asks about, if there is one', async () => {
  expect((await renderer.render(inputOf('remind', { stepId: 'committee' }))).stepId).toBe('committee');
  expect((await renderer.render(inputOf('denied'))).stepId).toBeNull();
});

test('[case 69] variables cannot make the composer read a file or a URL', async () => {
  const path = { path: '/etc/passwd' } as unknown as string;
  await expect(renderer.render(inputOf('ask', { variables: { ...letters.ask, use: path } }))).rejects.toThrow(/use:/);
  const letter = await renderer.render(inputOf('ask', { variables: { ...letters.ask, use: 'file:///etc/passwd' } }));
  expect(source(letter.bytes)).not.toContain('root:');
});

test('files go with a letter byte for byte, and the same files make the same mail', async () => {
  const attachments = [
    { name: 'roster.json', type: 'application/json', bytes: Buffer.from('{"a":"ü\\n"}\n\n') },
    { name: 'roster.pdf', type: 'application/pdf', bytes: Buffer.from([0, 255, 13, 10, 10]) },
  ];
  const [one, two] = await Promise.all([
    renderer.render(inputOf('roster', { attachments })),
    renderer.render(inputOf('roster', { attachments })),
  ]);
  expect(source(one.bytes)).toBe(source(two.bytes));
  const { text, attachments: found } = await simpleParser(Buffer.from(one.bytes));
  expect(text).toContain('Nothing needs attention.');
  expect(
    found.map(({ filename, contentType, content }) => ({ name: filename, type: contentType, bytes: content })),
  ).toEqual(attachments);
});
