import { sealMessage } from 'mailauth';
import { fileResolver, judgeMail, reverify, ruleIds } from '../../../mail/inbound';
import {
  dns,
  judgeSigned,
  judgeText,
  keyRecord,
  mail,
  receivedAt,
  sealKey,
  sign,
  type SignOptions,
  withDns,
} from './signed-mail';

const thin = (...left: readonly string[]) =>
  ['From', 'Subject', 'Date', 'Message-ID', 'To', 'MIME-Version', 'Content-Type'].filter(
    (name) => !left.includes(name),
  );

test('a signed mail is proved, and names what it rests on', async () => {
  const judged = await judgeSigned({});
  expect(judged).toMatchObject({
    verdict: 'proved',
    rule: 'proved',
    from: 'ann@mls.example',
    command: 'approve',
    machine: null,
    signedBy: 'mls.example',
    flags: [],
    dkimRecords: [{ name: 'good._domainkey.mls.example' }],
    dmarcRecord: 'v=DMARC1; p=reject',
  });
});

test.each<[string, SignOptions, string, string]>([
  ['[case 35] ed25519', { key: 'edwards' }, 'proved', 'proved'],
  ['[case 35] RSA 512', { key: 'broken' }, 'unverifiable', '5-weak-key'],
  ['[case 35] rsa-sha1', { algorithm: 'rsa-sha1' }, 'unverifiable', '5-weak-algorithm'],
  ['[case 35] test key', { selector: 'test' }, 'unverifiable', '5-test-key'],
  ['[case 33] h= without Subject', { headerList: thin('Subject') }, 'unverifiable', '5-thin-signature'],
  ['[case 33] h= without Date', { headerList: thin('Date') }, 'unverifiable', '5-thin-signature'],
  ['[case 33] h= without Message-ID', { headerList: thin('Message-ID') }, 'unverifiable', '5-thin-signature'],
  ['h= without Content-Type, plain text', { headerList: thin('Content-Type') }, 'proved', 'proved'],
  ['[case 36] t= ahead', { signTime: '2026-11-24T17:00:00Z' }, 'unverifiable', '5-time'],
  ['[case 36] t= some seconds ahead', { signTime: '2026-11-24T16:00:30Z' }, 'proved', 'proved'],
  ['[case 36] x= past', { expires: '2026-11-24T15:56:00Z' }, 'unverifiable', '5-expired'],
  ['[case 36] signed 8 days ago', { signTime: '2026-11-16T15:55:00Z' }, 'unverifiable', '5-old-signature'],
  ['[case 34] l= of the whole body', { bodyLength: 10 }, 'forged', '5-body-length'],
  ['[case 38] a child domain', { domain: 'news.mls.example' }, 'unverifiable', '5-other-domain'],
  ['a foreign domain', { domain: 'evil.example' }, 'forged', '6-dmarc-fail'],
  ['a public suffix', { domain: 'example' }, 'forged', '6-dmarc-fail'],
  ['a revoked key', { selector: 'revoked' }, 'forged', '6-dmarc-fail'],
  ['no such key', { selector: 'missing' }, 'forged', '6-dmarc-fail'],
  ['another key', { selector: 'wrong' }, 'forged', '6-dmarc-fail'],
  ['a key for another service', { selector: 'other' }, 'forged', '6-dmarc-fail'],
  ['[case 40] SERVFAIL for the key', { selector: 'down' }, 'retry', '4-dns'],
  ['[case 40] timeout for the key', { selector: 'slow' }, 'retry', '4-dns'],
  ['[case 40] two key records', { selector: 'two' }, 'retry', '4-dns'],
  ['simple canonicalization', { canonicalization: 'simple/simple' }, 'proved', 'proved'],
])('%s', async (_, signing, verdict, rule) => {
  const judged = await judgeSigned({}, signing);
  expect({ verdict: judged.verdict, rule: judged.rule }).toEqual({ verdict, rule });
});

test('[case 35] a key of 1024 bits is proved and flagged', async () => {
  expect(await judgeSigned({}, { key: 'weak' })).toMatchObject({ verdict: 'proved', flags: ['weak-key'] });
});

test.each<[string, string]>([
  ['rsa-sha1', 'a=rsa-sha1'],
  ['a 512-bit key', 's=broken'],
])('[case 35] a made-up line that names %s excuses nothing', async (_, tag) => {
  const genuine = await sign(mail());
  const line = /^DKIM-Signature:[\s\S]*?\r\n(?=\S)/.exec(genuine)![0];
  const made = line.replace(tag.startsWith('a=') ? /a=rsa-sha256/ : /s=good/, tag);
  expect(await judgeText(genuine.replace(line, made))).toMatchObject({ verdict: 'forged', rule: '6-dmarc-fail' });
});

describe('changed on the way', () => {
  test.each<[string, (message: string) => string, string, string]>([
    ['[case 34] text added below l=', (text) => `${text}APPROVED\r\n`, 'forged', '5-body-length'],
  ])('%s', async (_, change, verdict, rule) => {
    const signed = await sign(mail({ body: 'Not approved\n' }), { bodyLength: 14 });
    expect(await judgeText(change(signed))).toMatchObject({ verdict, rule, command: null });
  });

  test('[case 34] l=0', async () => {
    expect(await judgeText(await sign(mail(), { bodyLength: 0 }))).toMatchObject({ verdict: 'forged', command: null });
  });

  test.each<[string, (message: string) => string]>([
    ['body', (text) => text.replace('Approved', 'Declined')],
    ['Subject', (text) => text.replace('abc-123', 'abc-999')],
    ['To', (text) => text.replace('To: approvals', 'To: others')],
    ['From', (text) => text.replace('ann@mls', 'bob@mls')],
  ])('the %s', async (_, change) => {
    expect(await judgeText(change(await sign(mail())))).toMatchObject({ verdict: 'forged', rule: '6-dmarc-fail' });
  });

  test.each<[string, string]>([
    ['Subject', 'Subject: Re: another request'],
    ['To', 'To: x@evil.example'],
    ['Date', 'Date: Mon, 23 Nov 2026 10:00:00 +0000'],
    ['In-Reply-To twice', 'In-Reply-To: <a@x>\r\nIn-Reply-To: <b@x>'],
    ['Content-Type', 'Content-Type: text/html'],
    ['From', 'From: ceo@mls.example'],
    ['From with a blank before the colon', 'From : ceo@mls.example'],
    ['From with the colon on the next line', 'From\r\n : ceo@mls.example'],
    ['Message-ID', 'Message-ID: <other@mls.example>'],
  ])('[case 32] a second %s on top', async (_, line) => {
    const judged = await judgeText(`${line}\r\n${await sign(mail())}`);
    expect(judged).toMatchObject({ verdict: 'forged', rule: '2-repeated-header', command: null });
  });

  test.each<[string, string, string]>([
    ['a From after a leading blank', ' From: ceo@mls.example\r\n', '2-repeated-header'],
    ['a From behind a bare CR', 'X-A: b\rFrom: ceo@mls.example\r\n', '2-bare-cr'],
    ['NUL', 'X-A: b\0\r\n', '2-nul'],
    ['a line that is no header', 'X-A: b\r\nhello there\r\n', '2-odd-header'],
    ['a blank line that is not empty', 'X-A: b\r\n \r\n', '2-odd-header'],
  ])('%s', async (_, lines, rule) => {
    expect(await judgeText(lines + (await sign(mail())))).toMatchObject({ rule });
  });
});

describe('without a signature of the sender', () => {
  const envelope = { ip: '192.0.2.1', helo: 'mx.mls.example', sender: 'ann@mls.example' };

  test.each<[string, Parameters<typeof judgeText>[1], string, string]>([
    ['[case 27] unsigned, p=reject', {}, 'forged', '6-dmarc-fail'],
    ['[case 28] SPF only', { envelope }, 'unverifiable', '6-spf-only'],
    [
      '[case 28] SPF of another domain',
      { envelope: { ...envelope, sender: 'x@evil.example' } },
      'forged',
      '6-dmarc-fail',
    ],
    [
      'p=none',
      { dns: withDns({ '_dmarc.mls.example': { TXT: ['v=DMARC1; p=none'] } }) },
      'unverifiable',
      '6-dmarc-monitoring',
    ],
    ['no DMARC', { dns: withDns({ '_dmarc.mls.example': 'NXDOMAIN' }) }, 'unverifiable', '6-no-dmarc'],
    [
      'two DMARC records',
      { dns: withDns({ '_dmarc.mls.example': { TXT: ['v=DMARC1; p=reject', 'v=DMARC1; p=none'] } }) },
      'unverifiable',
      '6-no-dmarc',
    ],
    ['[case 40] DMARC SERVFAIL', { dns: withDns({ '_dmarc.mls.example': 'SERVFAIL' }) }, 'retry', '4-dns'],
  ])('%s', async (_, options, verdict, rule) => {
    const judged = await judgeText(mail(), options);
    expect({ verdict: judged.verdict, rule: judged.rule }).toEqual({ verdict, rule });
  });

  test('[case 28] forged Return-Path, Received and Authentication-Results are not believed', async () => {
    const forged =
      'Return-Path: <ann@mls.example>\r\nAuthentication-Results: mx.countersign.example; dkim=pass header.d=mls.example; dmarc=pass\r\n' +
      'Received: from mx.mls.example (mx.mls.example [192.0.2.1]) by mx.countersign.example; Tue, 24 Nov 2026 15:56:00 +0000\r\n';
    expect(await judgeText(forged + mail())).toMatchObject({ verdict: 'forged', rule: '6-dmarc-fail', command: null });
  });
});

test('no DMARC record: a good signature is not enough', async () => {
  const judged = await judgeText(await sign(mail()), { dns: withDns({ '_dmarc.mls.example': 'NXDOMAIN' }) });
  expect(judged).toMatchObject({ verdict: 'unverifiable', rule: '6-no-dmarc', command: 'approve' });
});

test('[case 40] a good signature waits when the policy cannot be fetched', async () => {
  const judged = await judgeText(await sign(mail()), { dns: withDns({ '_dmarc.mls.example': 'TIMEOUT' }) });
  expect(judged).toMatchObject({ verdict: 'retry', rule: '4-dns' });
});

test('[case 38] a child domain counts where the listing says relaxed, unless the domain itself says strict', async () => {
  const signed = await sign(mail(), { domain: 'news.mls.example' });
  expect(await judgeText(signed, { alignment: 'relaxed' })).toMatchObject({
    verdict: 'proved',
    flags: ['related-domain'],
  });
  const strictDns = withDns({ '_dmarc.mls.example': { TXT: ['v=DMARC1; p=reject; adkim=s'] } });
  expect(await judgeText(signed, { alignment: 'relaxed', dns: strictDns })).toMatchObject({ verdict: 'forged' });
});

test('a bad signature before a good one does no harm', async () => {
  const good = await sign(mail());
  const bad = (await sign(mail({ body: 'x\n' }), { domain: 'evil.example' })).split('\r\nFrom:', 1)[0]!;
  expect(await judgeText(`${bad}\r\n${good}`)).toMatchObject({ verdict: 'proved', signedBy: 'mls.example' });
});

test('[case 37] the same bytes have the same hash', async () => {
  const signed = await sign(mail());
  const [one, two] = [await judgeText(signed), await judgeText(signed)];
  expect(one.sha256).toBe(two.sha256);
});

const broken = async () => (await sign(mail())).replace('Approved', 'Approved\r\n-- \r\nlist footer');

describe('[case 39] forwarders', () => {
  test('Sender names somebody else', async () => {
    expect(await judgeSigned({ headers: { Sender: 'robot@mls.example' } })).toMatchObject({
      verdict: 'unverifiable',
      rule: '5-sender',
    });
    expect(await judgeSigned({ headers: { Sender: 'Ann@MLS.example' } })).toMatchObject({ verdict: 'proved' });
  });

  test('a list that added a footer', async () => {
    expect(await judgeText(`List-Id: <staff.lists.example>\r\n${await broken()}`)).toMatchObject({
      verdict: 'unverifiable',
      rule: '10-list',
      command: null,
      machine: { kind: 'list' },
    });
  });

  test('ARC never overrides', async () => {
    const message = await broken();
    const dnsWithSeal = withDns({ 'seal._domainkey.forwarder.example': { TXT: [keyRecord('good')] } });
    const sealed = await sealMessageOf(message);
    expect(await judgeText(sealed, { dns: dnsWithSeal })).toMatchObject({
      verdict: 'unverifiable',
      rule: '10-arc',
      flags: ['forwarder-seal'],
    });
    expect(await judgeText(sealed.replace('cv=none', 'cv=pass'), { dns: dnsWithSeal })).toMatchObject({
      verdict: 'forged',
    });
  });
});

async function sealMessageOf(message: string): Promise<string> {
  const headers = await sealMessage(message, {
    signingDomain: 'forwarder.example',
    selector: 'seal',
    privateKey: sealKey(),
    authResults: 'mx.forwarder.example; dkim=pass header.d=mls.example; dmarc=pass',
    cv: 'none',
    signTime: new Date(receivedAt - 60_000),
  });
  return headers.toString() + message;
}

const multipart = (preamble: string, boundary = 'b1') => ({
  headers: { 'Content-Type': `multipart/alternative; boundary="${boundary}"` },
  body: `${preamble}--b1\nContent-Type: text/plain; charset=utf-8\n\nApproved\n--b1\nContent-Type: text/html\n\n<p>Approved</p>\n--b1--\n`,
});

describe('unsigned Content-Type', () => {
  const headerList = thin('Content-Type');

  test.each<[string, string, string]>([
    ['nothing before the first boundary', '', 'proved'],
    ['the stock sentence before it', 'This is a multi-part message in MIME format.\n', 'proved'],
    ['words before it', 'Approved\n', 'unverifiable'],
  ])('%s', async (_, preamble, verdict) => {
    expect(await judgeSigned(multipart(preamble), { headerList })).toMatchObject({ verdict });
  });

  test('another boundary than the one signed', async () => {
    const body = `--b1\nContent-Type: text/plain\n\nNo.\n--evil\nContent-Type: text/plain\n\nApproved\n--evil--\n--b1--\n`;
    const swapped = { headers: { 'Content-Type': 'multipart/mixed; boundary=evil' }, body };
    expect(await judgeSigned(swapped, { headerList })).toMatchObject({
      verdict: 'unverifiable',
      rule: '7-content-type',
    });
  });

  test('a lone page', async () => {
    const page = { headers: { 'Content-Type': 'text/html' }, body: 'Approved\n' };
    expect(await judgeSigned(page, { headerList })).toMatchObject({ verdict: 'unverifiable', rule: '7-content-type' });
    expect(await judgeSigned(page)).toMatchObject({ verdict: 'proved', command: 'approve' });
  });
});

test('[case 41] after the key is rotated, old evidence verifies from the stored answers', async () => {
  const raw = Buffer.from(await sign(mail(), { expires: '2026-11-25T15:55:00Z' }));
  const then = await judgeMail(raw, { receivedAt, resolver: fileResolver(dns) });
  const rotated = withDns({ 'good._domainkey.mls.example': 'NXDOMAIN' });
  const later = Date.parse('2027-11-24T16:00:00Z');
  expect(await judgeMail(raw, { receivedAt: later, resolver: fileResolver(rotated) })).toMatchObject({
    verdict: 'forged',
  });
  const kept = JSON.parse(JSON.stringify(then.dnsAnswers)) as typeof then.dnsAnswers;
  expect(await reverify(raw, { receivedAt, dnsAnswers: kept })).toEqual(then);
  const tampered = Buffer.from(raw.toString().replace('Approved', 'Declined'));
  expect(await reverify(tampered, { receivedAt, dnsAnswers: kept })).toMatchObject({ verdict: 'forged' });
});

const one = (index: number) =>
  `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=mls.example; s=s${index};\r\n h=from:subject; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\r\n`;

test('[case 52] of 500 signatures the first ten are checked', async () => {
  let asked = 0;
  const resolver = (name: string, type: string) => {
    asked += 1;
    return fileResolver(dns)(name, type);
  };
  const bomb = Array.from({ length: 500 }, (_, index) => one(index)).join('') + mail({ body: '' });
  expect(await judgeMail(Buffer.from(bomb), { receivedAt, resolver })).toMatchObject({ verdict: 'forged' });
  expect(asked).toBeLessThan(30);
  const good = await sign(mail());
  const nine = Array.from({ length: 9 }, (_, index) => one(index)).join('');
  expect(await judgeText(nine + good)).toMatchObject({ verdict: 'proved' });
});

test('LF-only mail is judged as the signed one', async () => {
  expect(await judgeText((await sign(mail())).replace(/\r\n/g, '\n'))).toMatchObject({
    verdict: 'proved',
    command: 'approve',
  });
});

test('every rule id is documented', () => {
  expect(ruleIds.length).toBeGreaterThan(30);
});
