import { createTransport } from 'nodemailer';
import { type DemoDns, startDemoDns } from '../../demo/dns';
import { composeReply, sendRaw } from '../../demo/mail';
import type { MailJudgement } from '../../domain/received-mail';
import { startImapSource } from '../../mail/imap';
import { createMailJudge } from '../../mail/judge';
import { type MailListener, startMailListener } from '../../mail/listener';
import { createSmtpMailer } from '../../mail/smtp';
import type { NewMail } from '../../store/port';
import { openChainEnv } from '../support/chain-scene';
import { eventually } from '../support/eventually';
import { installMailServers } from '../support/install-mail-servers';
import { type MailServers, startMailServers } from '../support/mail-servers';
import { chain, step } from '../support/samples';
import { type SmtpSink, openSmtpSink } from '../support/smtp-sink';

/** Of a question that is answered. */
const headers = { from: 'approvals@countersign.example' };

jest.setTimeout(120_000);

const whyNot = installMailServers();
const log = { info: () => undefined, warn: () => undefined };

(whyNot === null ? describe : describe.skip)(
  `Postfix, OpenDKIM and Dovecot${whyNot ? ` (not here: ${whyNot})` : ''}`,
  () => {
    let dns: DemoDns;
    let listener: MailListener;
    let refuser: SmtpSink;
    let servers: MailServers;
    let workflows: Awaited<ReturnType<typeof openChainEnv>>;
    /** What comes by SMTP, and what is done with it. */
    let came: NewMail[];
    let receive: (mail: NewMail) => Promise<unknown>;

    beforeAll(async () => {
      listener = await startMailListener({
        host: '127.0.0.1',
        port: 0,
        recipientDomains: ['answers.example', 'countersign.example'],
        receive: (mail) => receive(mail),
        log,
      });
      refuser = await openSmtpSink();
      refuser.behave({ kind: 'answer', at: 'recipient', code: 550, text: '5.1.1 No such user' });
      servers = await startMailServers({
        signs: 'mls.example',
        mailbox: 'countersign.example',
        relays: { 'answers.example': listener.port, 'gone.example': refuser.port },
      });
      dns = await startDemoDns(servers.records);
      workflows = await openChainEnv({ judge: createMailJudge([dns.server]) });
    });
    afterAll(async () => {
      await servers?.stop();
      await listener?.stop();
      await refuser?.close();
      await dns?.stop();
      await workflows?.close();
    });
    beforeEach(() => {
      came = [];
      receive = async (mail) => void came.push(mail);
    });

    /** Hands a mail to Postfix, as somebody who works at the MLS does. */
    async function submit(raw: Buffer, from: string, ...to: string[]): Promise<void> {
      const transport = createTransport({ ...servers.smtp, name: 'desk.mls.example' });
      try {
        await transport.sendMail({ raw, envelope: { from, to } });
      } finally {
        transport.close();
      }
    }

    /** Waits; what does not come is explained by what the servers wrote. */
    async function arrives(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
      await eventually(what, isSo).catch((error: unknown) => {
        throw new Error(servers.said(), { cause: error });
      });
    }

    async function judged({ raw, envelope }: NewMail): Promise<MailJudgement> {
      return createMailJudge([dns.server])(raw, { receivedAt: Date.now(), envelope });
    }

    test('an answer that the MLS signs is fetched from a mailbox and decides; by SMTP as well, it decides once', async () => {
      const byMail = chain(step('mls', ['ann'], { accepts: ['reply'] }));
      await workflows.run(byMail, async (scene) => {
        const { mails } = scene.store;
        receive = async (mail) => {
          const { dispatch } = await mails.receive(mail);
          if (dispatch) await scene.chains.tell(dispatch);
        };
        const source = startImapSource({ url: servers.imapUrl, receive, isReady: async () => true, log });
        try {
          const { subject, text, to } = await scene.mailed('ann', /approve data/i);
          const raw = await composeReply(to, { subject, text, headers }, 'Approve');
          await submit(raw, to, 'inbox+abc@countersign.example', 'approvals+abc@answers.example');
          const all = () => mails.list({ limit: 10, offset: 0 });
          await arrives('both copies are sorted', async () => {
            const found = await all();
            return found.length === 2 && found.every(({ outcome }) => outcome !== null);
          });
          const found = await all();
          expect(found.map((mail) => mail.source).toSorted()).toEqual(['imap', 'smtp']);
          for (const { judgement } of found) {
            expect(judgement).toMatchObject({
              verdict: 'proved',
              from: to,
              signedBy: 'mls.example',
              command: 'approve',
            });
          }
          expect(found.map(({ outcome }) => outcome!.kind).toSorted()).toEqual(['decided', 'noted']);
          await scene.mailed('dana', /ready/);

          // Byte for byte the same by the other way is one mail.
          const fetched = await mails.raw(found.find((mail) => mail.source === 'imap')!.id);
          await sendRaw({ host: '127.0.0.1', port: listener.port }, to, Buffer.from(fetched)).catch(
            (error: unknown) => {
              expect(error).toMatchObject({ responseCode: 550 });
            },
          );
          expect(await all()).toHaveLength(2);
        } finally {
          await source.stop();
        }
      });
    });

    test('a relay keeps the extension of the address, and the signature', async () => {
      const raw = await composeReply(
        'ann@mls.example',
        { subject: 'Approve? #ACDEFGHJKM', text: 'May they?', headers },
        'Approve',
      );
      await submit(raw, 'ann@mls.example', 'approvals+acdefghjkm@answers.example');
      await arrives('it comes by SMTP', () => came.length === 1);
      expect(came[0]!.envelope).toEqual({
        ip: '127.0.0.1',
        helo: 'mx.mail.example',
        sender: 'ann@mls.example',
        recipients: ['approvals+acdefghjkm@answers.example'],
      });
      expect(await judged(came[0]!)).toMatchObject({ verdict: 'proved', signedBy: 'mls.example', command: 'approve' });
    });

    test('[case 43] a letter that is refused further on comes back as a bounce that names it', async () => {
      const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${servers.smtp.port}` });
      const headers = [
        'From: approvals@answers.example',
        'To: nobody@gone.example',
        'Message-ID: <letter-1@answers.example>',
      ];
      const bytes = Buffer.from(`${headers.join('\r\n')}\r\nSubject: Approve?\r\n\r\nApprove\r\n`);
      try {
        await mailer.send({ envelope: { from: 'approvals@answers.example', to: 'nobody@gone.example' }, bytes });
      } finally {
        await mailer.close();
      }
      await arrives('the report comes', () => came.length === 1);
      expect(came[0]!.envelope).toMatchObject({ sender: '', recipients: ['approvals@answers.example'] });
      expect(await judged(came[0]!)).toMatchObject({
        machine: 'bounce',
        command: null,
        bounce: { messageId: '<letter-1@answers.example>', recipient: 'nobody@gone.example', isPermanent: true },
      });
    });
  },
);
