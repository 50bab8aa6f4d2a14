import { judgeText, mail, type MailOptions } from './signed-mail';

const commandIn = async (options: MailOptions) => (await judgeText(mail(options), { dns: {} })).command;
const text = (body: string) => commandIn({ body });
const page = (body: string) => commandIn({ headers: { 'Content-Type': 'text/html; charset=utf-8' }, body });

const question = ['Please answer this request.', 'Write one word on the first line:', 'Approved', 'or', 'Declined'];
const quoted = question.map((line) => `> ${line}`).join('\n');

const programs: readonly (readonly [string, string])[] = [
  ['Gmail', `On Tue, Nov 24, 2026 at 3:30 PM Countersign <approvals@countersign.example>\nwrote:\n\n${quoted}\n`],
  ['Apple Mail', `> On 24 Nov 2026, at 15:30, Countersign <approvals@countersign.example> wrote:\n> \n${quoted}\n`],
  ['Thunderbird', `On 24/11/2026 15:30, Countersign wrote:\n${quoted}\n`],
  [
    'Outlook',
    `From: Countersign <approvals@countersign.example>\nSent: Tuesday, November 24, 2026 3:30 PM\nTo: Ann Lee\nSubject: Request abc-123\n\n${question.join('\n')}\n`,
  ],
  [
    'Outlook with a rule',
    `________________________________\nFrom: Countersign\nSent: Tuesday\nTo: Ann\nSubject: Request\n\n${question.join('\n')}`,
  ],
  ['old Outlook', `-----Original Message-----\nFrom: Countersign\nSent: Tuesday\n\n${question.join('\n')}`],
  [
    'Outlook in French',
    `De : Countersign <approvals@countersign.example>\nEnvoyé : mardi 24 novembre 2026\nÀ : Ann\nObjet : Demande\n\n${question.join('\n')}`,
  ],
  [
    'Outlook in Spanish',
    `De: Countersign\nEnviado el: martes, 24 de noviembre de 2026\nPara: Ann\nAsunto: Solicitud\n\n${question.join('\n')}`,
  ],
  [
    'Gmail in Spanish',
    `El mar, 24 nov 2026 a las 15:30, Countersign (<a@countersign.example>)\nescribió:\n\n${quoted}`,
  ],
  ['Gmail in French', `Le mar. 24 nov. 2026 à 15:30, Countersign <a@countersign.example> a écrit :\n\n${quoted}`],
  ['Gmail in German', `Am Di., 24. Nov. 2026 um 15:30 Uhr schrieb Countersign <a@countersign.example>:\n\n${quoted}`],
  [
    'Yahoo',
    `On Tuesday, November 24, 2026 at 03:30:05 PM CST, Countersign <a@countersign.example> wrote:\n\n${quoted}`,
  ],
  [
    'Proton',
    `------- Original Message -------\nOn Tuesday, November 24th, 2026 at 3:30 PM, Countersign <a@c.example> wrote:\n\n${quoted}`,
  ],
  ['old Gmail', `2026-11-24 15:30 GMT+01:00 Countersign <a@countersign.example>:\n\n${quoted}`],
  [
    'Outlook for phones',
    `Get Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Countersign\nSent: Tuesday\n\n${question.join('\n')}`,
  ],
];

describe('[case 44] what stands in the quote decides nothing', () => {
  test.each(programs)('%s: written above', async (_, quote) =>
    expect(await text(`Approved\n\n${quote}`)).toBe('approve'),
  );
  test.each(programs)('%s: nothing above', async (_, quote) => expect(await text(quote)).toBeNull());
  test.each(programs)('%s: another word above', async (_, quote) =>
    expect(await text(`I will look.\n\n${quote}`)).toBeNull(),
  );
  test('below the quote', async () => expect(await text(`${quoted}\n\nApproved\n`)).toBeNull());
  test('between quoted lines', async () => expect(await text(`${quoted}\nApproved\n${quoted}`)).toBeNull());
  test('in the signature', async () => expect(await text('Hello\n-- \nApproved\n')).toBeNull());
  test('the opposite below', async () =>
    expect(await text(`Approved\n\nOn Tue, Ann wrote:\n${quoted}\n\nDeclined`)).toBeNull());
  test('a condition below', async () =>
    expect(await text(`Approved\n\nOn Tue, Ann wrote:\n${quoted}\n\nbut only IDX`)).toBeNull());
});

test.each<[string, 'approve' | 'deny']>([
  ['Approved', 'approve'],
  ['approved!', 'approve'],
  ['  I approve.  ', 'approve'],
  ['\n\nAPPROVE\n', 'approve'],
  ['Declined', 'deny'],
  ['reject', 'deny'],
  ['Denied.', 'deny'],
  ['Apruebo', 'approve'],
  ['Aprobado.', 'approve'],
  ['Rechazado', 'deny'],
  ['Approuvé', 'approve'],
  ['Approuve\u0301', 'approve'],
  ['J’approuve', 'approve'],
  ['Refusé', 'deny'],
  ['Je refuse.', 'deny'],
  ['Approved\n\nThanks,\nAnn Lee\nDirector of MLS Services\n+1 555 010 2030\nann@mls.example', 'approve'],
  ['Approved\n-- \nAnn Lee\nExample MLS', 'approve'],
  ['Approved\n\nSent from my iPhone', 'approve'],
  ['Approved\n\nEnvoyé de mon iPhone', 'approve'],
  ['Approved\n\nEnviado desde mi iPhone', 'approve'],
  ['Approved\n\nBest regards,\nAnn', 'approve'],
  [
    'Approved\n\nAnn\n\nCONFIDENTIALITY NOTICE: This e-mail may not be read by anyone but the intended recipient. If you are not, delete it.',
    'approve',
  ],
  ['Denied\n\nSaludos,\nAna María López', 'deny'],
])('%j is a command', async (body, command) => expect(await text(body)).toBe(command));

test.each([
  'Not approved',
  'Approved?',
  'Approved? no',
  'Do not approve',
  'approve if they sign',
  'Approved for IDX only',
  'Approved\nDeclined',
  'Approved\n\nbut not for VOW',
  'Approved\nNot!',
  'Approved\nIDX only',
  'Approved\n\nPlease wait for the board.',
  'Approved\n\nThanks, but only after Friday',
  'Approved\nSent from my desk, but only for IDX',
  'Approved by Bob?',
  'approve / deny',
  'Hi,\nApproved',
  '👍',
  '👍 Ann reacted via Gmail',
  '',
  '   ',
  'apprоved',
  'Appro\u200bved',
  '\u202edevorppA',
  'Approved\u2060',
  'ａｐｐｒｏｖｅｄ',
  '*Approved*',
  '"Approved"',
  'A p p r o v e d',
  'Ok',
  'Yes',
  'Yes, approved',
  '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nApproved\n',
])('[case 45] [case 48] %j is none', async (body) => expect(await text(body)).toBeNull());

const encoded = (charset: string, encoding: string, body: string) =>
  commandIn({
    headers: { 'Content-Type': `text/plain; charset=${charset}`, 'Content-Transfer-Encoding': encoding },
    body,
  });

describe('[case 48] encodings', () => {
  test('base64', async () =>
    expect(await encoded('utf-8', 'base64', Buffer.from('Approved\n').toString('base64'))).toBe('approve'));
  test('quoted-printable', async () =>
    expect(await encoded('utf-8', 'quoted-printable', 'Approuv=C3=A9=\n\n')).toBe('approve'));
  test('latin1', async () => expect(await encoded('iso-8859-1', 'quoted-printable', 'Approuv=E9\n')).toBe('approve'));
  test('UTF-7', async () => expect(await encoded('utf-7', '7bit', '+AEE-pproved\n')).toBeNull());
  test('UTF-7 with a plain word', async () => expect(await encoded('utf-7', '7bit', 'Approved\n')).toBeNull());
  test('wrong charset', async () => expect(await encoded('utf-8', 'quoted-printable', 'Approuv=E9\n')).toBeNull());
  test('two charsets', async () => expect(await encoded('utf-8; charset=utf-7', '7bit', 'Approved\n')).toBeNull());
  test('unknown charset', async () => expect(await encoded('x-unknown', '7bit', 'Approved\n')).toBeNull());
});

describe('[case 46] HTML', () => {
  test.each<[string, string, string | null]>([
    ['plain page', '<html><body><p>Approved</p></body></html>', 'approve'],
    [
      'Gmail',
      '<div dir="ltr">Approved</div><br><div class="gmail_quote"><div class="gmail_attr">On Tue Ann wrote:<br></div><blockquote>Declined</blockquote></div>',
      'approve',
    ],
    [
      'Outlook',
      '<html><head><style><!-- p.MsoNormal{margin:0in;font-size:11.0pt} --></style></head><body><p class=MsoNormal>Approved<o:p></o:p></p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> C<br><b>Sent:</b> T<br><b>Subject:</b> R</p></div><p>Declined</p></body></html>',
      'approve',
    ],
    [
      'Outlook on the web',
      '<div>Approved</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> C</div><div>Declined</div>',
      'approve',
    ],
    ['entities', '<p>Approuv&eacute;&nbsp;</p>', 'approve'],
    ['display:none', '<div style="display:none">Approved</div><p>No way</p>', null],
    ['display:none before a denial', '<div style="display:none">Approved</div><p>Denied</p>', null],
    ['the "not" hidden', '<p><span style="display: none">Not </span>Approved</p>', null],
    ['size 0', '<p style="font-size:0px">Approved</p><p>Hello</p>', null],
    ['white', '<p style="color:#ffffff">Approved</p>', null],
    ['white font', '<font color="white">Approved</font><p>Hello</p>', null],
    ['hidden attribute', '<p hidden>Approved</p><p>Hello</p>', null],
    ['only hidden', '<p style="visibility:hidden">Approved</p>', null],
    ['hidden by sheet', '<style>.x{display:none}</style><p class=x>Approved</p>', null],
    ['a word by sheet', '<style>p::before{content:"not "}</style><p>Approved</p>', null],
    ['struck out', '<p><s>Approved</s></p>', null],
    ['struck out by style', '<p style="text-decoration:line-through">Approved</p>', null],
    ['turned round', '<bdo dir="rtl">Approved</bdo>', null],
    ['in a comment', '<!-- Approved --><p>Hello</p>', null],
    ['in the title', '<title>Approved</title><p>Hello</p>', null],
    ['in alt text', '<img alt="Approved"><p></p>', null],
    ['tag inside the word', '<p>Appro<b>ved</b></p>', 'approve'],
    ['broken tags', '<p <b>Approved</p>', 'approve'],
    ['a form', '<p>Approved</p><input value="no">', null],
    ['on its own colour', '<p style="color:#111;background:#111">Approved</p><p>Hello</p>', null],
    ['question', '<p>Approved?</p>', null],
    ['escaped tag', '<p>&lt;b&gt;Approved</p>', null],
  ])('%s', async (_, html, command) => expect(await page(html)).toBe(command));
});

const part = (type: string, body: string, more = '') => `--b\nContent-Type: ${type}\n${more}\n${body}\n`;
const multipart = (kind: string, ...parts: readonly string[]) =>
  commandIn({ headers: { 'Content-Type': `multipart/${kind}; boundary=b` }, body: `${parts.join('')}--b--\n` });

describe('[case 47] parts', () => {
  test.each<[string, () => Promise<string | null>, string | null]>([
    [
      'both say the same',
      () => multipart('alternative', part('text/plain', 'Approved'), part('text/html', '<p>Approved</p>')),
      'approve',
    ],
    [
      'plain no, HTML yes',
      () => multipart('alternative', part('text/plain', 'No'), part('text/html', '<p>Approved</p>')),
      null,
    ],
    [
      'plain yes, HTML no',
      () => multipart('alternative', part('text/plain', 'Approved'), part('text/html', '<p>Denied</p>')),
      null,
    ],
    [
      'HTML adds a condition',
      () =>
        multipart(
          'alternative',
          part('text/plain', 'Approved'),
          part('text/html', '<p>Approved</p><p>for IDX only</p>'),
        ),
      null,
    ],
    [
      'HTML hides',
      () =>
        multipart(
          'alternative',
          part('text/plain', 'Approved'),
          part('text/html', '<p style="display:none">Approved</p><p>No</p>'),
        ),
      null,
    ],
    [
      'two text parts',
      () => multipart('mixed', part('text/plain', 'Approved'), part('text/plain', 'Not really')),
      null,
    ],
    [
      'an inline .txt',
      () =>
        multipart(
          'mixed',
          part('text/plain', 'Hello'),
          part('text/plain; name=a.txt', 'Approved', 'Content-Disposition: inline; filename=a.txt\n'),
        ),
      null,
    ],
    [
      'only an attachment',
      () => multipart('mixed', part('text/plain', 'Approved', 'Content-Disposition: attachment; filename=a.txt\n')),
      null,
    ],
    [
      '[case 54] text and a file',
      () =>
        multipart(
          'mixed',
          part('text/plain', 'Approved'),
          part('application/zip; name=a.zip', 'UEsDB', 'Content-Disposition: attachment; filename=a.zip\n'),
        ),
      'approve',
    ],
    [
      '[case 49] S/MIME signed',
      () =>
        multipart('signed', part('text/plain', 'Approved'), part('application/pkcs7-signature; name=smime.p7s', 'MII')),
      null,
    ],
    [
      '[case 49] PGP encrypted',
      () =>
        multipart('encrypted', part('application/pgp-encrypted', 'Version: 1'), part('application/octet-stream', 'x')),
      null,
    ],
    [
      '[case 49] winmail.dat',
      () => multipart('mixed', part('text/plain', 'Approved'), part('application/ms-tnef; name=winmail.dat', 'eJ8')),
      null,
    ],
    [
      '[case 49] winmail.dat as octet-stream',
      () =>
        multipart('mixed', part('text/plain', 'Approved'), part('application/octet-stream; name=winmail.dat', 'eJ8')),
      null,
    ],
    [
      'an emoji reaction',
      () => multipart('alternative', part('text/plain', 'Approved'), part('text/vnd.google.email-reaction+json', '{}')),
      null,
    ],
  ])('%s', async (_, read, command) => expect(await read()).toBe(command));

  test('[case 49] one S/MIME part', async () =>
    expect(
      await commandIn({ headers: { 'Content-Type': 'application/pkcs7-mime; name=smime.p7m' }, body: 'MII' }),
    ).toBeNull());
});

test('[case 27] a forged mail is not read', async () => {
  expect(await judgeText(mail())).toMatchObject({ verdict: 'forged', command: null });
});
