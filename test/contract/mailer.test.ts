import type { Mailer, OutgoingMail } from '../../mail/port';
import { createLetterRenderer } from '../../mail/render';
import { createSmtpMailer } from '../../mail/smtp';
import { letters } from '../support/letters';
import { createMemoryMailer } from '../support/memory-mailer';
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink';

interface Bench {
  readonly mailer: Mailer;
  readonly accepted: readonly OutgoingMail[];
  /** What the receiving server says from now on. */
  answer(code: number, text: string): void;
  close(): Promise<void>;
}

let mail: OutgoingMail;

beforeAll(async () => {
  const renderer = createLetterRenderer({
    from: { name: 'Countersign', address: 'approvals@countersign.example' },
    domain: 'countersign.example',
  });
  const letter = await renderer.render({
    id: 'letter-1',
    requestId: letters.ask.requestId,
    template: 'ask',
    recipient: { name: 'Margaret Ellison', email: 'margaret@lakeshore.example' },
    variables: { ...letters.ask, use: `.leading dot, ünïcode, ${'long '.repeat(80)}` },
    date: Date.UTC(2026, 10, 24, 15, 30),
  });
  mail = { envelope: letter.envelope, bytes: letter.bytes };
});

const bytesOf = (mails: readonly OutgoingMail[]) => mails.map(({ bytes }) => Buffer.from(bytes).toString('latin1'));

/** What every mailer must do. */
function describeMailer(name: string, open: () => Promise<Bench>): void {
  describe(`${name} as a mailer`, () => {
    let bench: Bench;
    beforeEach(async () => {
      bench = await open();
    });
    afterEach(() => bench.close());

    test('delivers the bytes as they are, to one recipient', async () => {
      const delivery = await bench.mailer.send(mail);
      expect(delivery).toEqual({ kind: 'accepted', response: expect.stringMatching(/^250 /) });
      expect(bench.accepted.map(({ envelope }) => envelope)).toEqual([mail.envelope]);
      expect(bytesOf(bench.accepted)).toEqual(bytesOf([mail]));
    });

    test.each([
      [550, '5.1.1 no such mailbox'],
      [554, '5.7.1 not wanted here'],
    ])('%i is a refusal with its words', async (code, text) => {
      bench.answer(code, text);
      expect(await bench.mailer.send(mail)).toEqual({ kind: 'refused', response: expect.stringContaining(text) });
      expect(bench.accepted).toEqual([]);
    });

    test.each([
      [421, '4.3.2 going down'],
      [450, '4.2.0 greylisted'],
      [451, '4.3.0 try later'],
      [552, '5.2.2 mailbox full'],
    ])('%i is thrown, and the same bytes can be sent later', async (code, text) => {
      bench.answer(code, text);
      await expect(bench.mailer.send(mail)).rejects.toThrow(text);
      bench.answer(250, '2.0.0 kept');
      expect(await bench.mailer.send(mail)).toMatchObject({ kind: 'accepted' });
      expect(bytesOf(bench.accepted)).toEqual(bytesOf([mail]));
    });

    test('sends nothing when it is aborted before', async () => {
      await expect(bench.mailer.send(mail, AbortSignal.abort())).rejects.toThrow(/abort/i);
      expect(bench.accepted).toEqual([]);
    });

    test('sends nothing after it is closed', async () => {
      await bench.mailer.close();
      await expect(bench.mailer.send(mail)).rejects.toThrow(/closed/);
      expect(bench.accepted).toEqual([]);
    });
  });
}

describeMailer('memory', async () => {
  const mailer = createMemoryMailer();
  return {
    mailer,
    accepted: mailer.sent,
    answer: (code, text) => mailer.answer(code, text),
    close: () => mailer.close(),
  };
});

for (const at of ['recipient', 'data'] as const) {
  describeMailer(`SMTP, answering at ${at},`, async () => {
    const sink = await openSmtpSink();
    const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${sink.port}` });
    return {
      mailer,
      accepted: sink.accepted,
      answer: (code, text) => sink.behave(code < 300 ? { kind: 'accept' } : { kind: 'answer', at, code, text }),
      close: async () => {
        await mailer.close();
        await sink.close();
      },
    };
  });
}

describe('SMTP only', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });
  const opened = (sink: SmtpSink, url: string): { sink: SmtpSink; mailer: Mailer } => {
    const mailer = createSmtpMailer({ url });
    closers.push(
      () => mailer.close(),
      () => sink.close(),
    );
    return { sink, mailer };
  };
  const plain = async () => {
    const sink = await openSmtpSink();
    return opened(sink, `smtp://127.0.0.1:${sink.port}`);
  };

  test.each([
    ['before DATA', 'recipient', 0],
    ['after DATA', 'data', 1],
  ] as const)('a connection lost %s is thrown after one attempt', async (_when, at, arrivals) => {
    const { sink, mailer } = await plain();
    sink.behave({ kind: 'drop', at });
    await expect(mailer.send(mail)).rejects.toThrow(/was not sent/);
    expect(sink.arrived()).toBe(arrivals);
    sink.behave({ kind: 'accept' });
    expect(await mailer.send(mail)).toMatchObject({ kind: 'accepted' });
    expect(bytesOf(sink.accepted)).toEqual(bytesOf([mail]));
  });

  test('a server that hangs is left when the caller aborts', async () => {
    const { sink, mailer } = await plain();
    sink.behave({ kind: 'hang' });
    const abort = new AbortController();
    const arrival = sink.nextArrival();
    const sending = mailer.send(mail, abort.signal);
    await arrival;
    abort.abort();
    await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
    expect(sink.accepted).toEqual([]);
  });

  test('closing ends a delivery that hangs', async () => {
    const { sink, mailer } = await plain();
    sink.behave({ kind: 'hang' });
    const arrival = sink.nextArrival();
    const sending = mailer.send(mail);
    await arrival;
    await Promise.all([mailer.close(), expect(sending).rejects.toThrow(/was not sent/)]);
  });

  test('a server that is not there is thrown', async () => {
    const { sink, mailer } = await plain();
    await sink.close();
    await expect(mailer.send(mail)).rejects.toThrow(/was not sent/);
  });

  test('a refusal of our own sender address does not blame the recipient', async () => {
    const { sink, mailer } = await plain();
    sink.behave({ kind: 'answer', at: 'sender', code: 553, text: '5.7.1 sender not allowed' });
    await expect(mailer.send(mail)).rejects.toThrow(/553/);
  });

  // 0.0.0.0 reaches this machine, and is none of the names that excuse a server from TLS.
  test.each([
    ['offers no TLS', { disabledCommands: ['AUTH', 'STARTTLS'] }],
    ['has a certificate nobody vouches for', { disabledCommands: ['AUTH'] }],
  ])('a server elsewhere that %s gets nothing, and the failure is ours', async (_why, options) => {
    const sink = await openSmtpSink(options, '0.0.0.0');
    const { mailer } = opened(sink, `smtp://0.0.0.0:${sink.port}`);
    await expect(mailer.send(mail)).rejects.toThrow(/ETLS|ESOCKET/);
    expect(sink.arrived()).toBe(0);
  });

  test('a server on this machine may have a certificate of its own', async () => {
    const sink = await openSmtpSink({ disabledCommands: ['AUTH'] });
    const { mailer } = opened(sink, `smtp://localhost:${sink.port}`);
    expect(await mailer.send(mail)).toMatchObject({ kind: 'accepted' });
  });

  test('a refused log-in is thrown and repeats no credentials', async () => {
    const sink = await openSmtpSink({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      authOptional: false,
      onAuth: ({ username, password }, _session, callback) =>
        callback(Object.assign(new Error(`no ${username} with ${password}`), { responseCode: 535 })),
    });
    const { mailer } = opened(sink, `smtp://mail%40op:s%3Acret-word@127.0.0.1:${sink.port}`);
    const failure = await mailer.send(mail).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toMatch(/s:cret-word|mail@op/);
    expect(String(failure)).toMatch(/EAUTH/);
  });

  test.each([
    ['http://user:hunter2@mail.example', /must start with smtp/],
    ['smtp://user:hunter2@mail.example:25/?ignoreTLS=true', /not understood/],
    ['user:hunter2@mail.example', /must start with smtp|not a URL/],
    ['smtp://user:hunter2%@mail.example', /%25/],
    ['smtp:///hunter2', /names no host/],
  ])('refuses the URL %s without repeating it', (url, why) => {
    expect(() => createSmtpMailer({ url })).toThrow(why);
    expect(() => createSmtpMailer({ url })).not.toThrow(/hunter2/);
  });
});
