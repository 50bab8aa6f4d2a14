import { startDemoDns } from '../../demo/dns';
import { composeReply, type DemoMail, startDemoMail } from '../../demo/mail';
import { createMailJudge } from '../../mail/judge';

const ann = 'ann.lee@harbor-coast.example';
const question = {
  subject: '[CS-12345678] Approve? #ACDEFGHJKM',
  text: 'Approve?\nOpen the link.',
  headers: { from: 'approvals@countersign.example' },
};
const envelope = { ip: '127.0.0.1', helo: 'mx.mls.example', sender: ann, recipients: [] };

let world: DemoMail;
beforeAll(async () => {
  world = await startDemoMail();
});
afterAll(() => world.stop());

const judge = (raw: Buffer, servers: readonly string[] = [world.settings.COUNTERSIGN_DNS_SERVERS]) =>
  createMailJudge(servers)(raw, { receivedAt: Date.now(), envelope });
const signed = (domain: string) => composeReply(ann, question, 'Approve', { domain, by: world.signer });

test('a signed answer is proved, by the DNS that is set', async () => {
  expect(await judge(await signed('harbor-coast.example'))).toMatchObject({
    verdict: 'proved',
    from: ann,
    machine: null,
    command: 'approve',
    subject: `Re: ${question.subject}`,
    signedBy: 'harbor-coast.example',
    bounce: null,
    dnsAnswers: { '_dmarc.harbor-coast.example': { TXT: [['v=DMARC1; p=reject']] } },
  });
});

test('what anybody can write is forged', async () => {
  const changed = (await signed('harbor-coast.example')).toString('latin1').replace('Approve\r\n', 'Deny\r\n');
  for (const raw of [
    await composeReply(ann, question, 'Approve'),
    await signed('evil.example'),
    Buffer.from(changed, 'latin1'),
  ])
    expect(await judge(raw)).toMatchObject({ verdict: 'forged', rule: '6-dmarc-fail', command: null });
});

test('no answer of DNS is no judgement, and the next mail is judged when it answers again', async () => {
  const { server, stop } = await startDemoDns({});
  await stop();
  const patient = createMailJudge([server]);
  const raw = await signed('harbor-coast.example');
  for (let mails = 0; mails < 3; mails += 1) {
    expect(await patient(raw, { receivedAt: Date.now(), envelope })).toMatchObject({ verdict: 'retry' });
  }
  const back = await startDemoDns(world.records, Number(server.split(':')[1]));
  expect(await patient(raw, { receivedAt: Date.now(), envelope })).toMatchObject({ verdict: 'proved' });
  await back.stop();
});

test('a returned mail says whose address is wrong', async () => {
  const raw = [
    'From: MAILER-DAEMON@countersign.example',
    'To: bounces@countersign.example',
    'Subject: Undelivered Mail Returned to Sender',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.countersign.example',
    '',
    'Final-Recipient: rfc822; ann.lee@harbor-coast.example',
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 no such user',
    '',
    '--b--',
    '',
  ].join('\r\n');
  expect(await judge(Buffer.from(raw))).toMatchObject({
    machine: 'bounce',
    command: null,
    bounce: { recipient: ann, isPermanent: true, because: expect.stringContaining('no such user') },
  });
});
