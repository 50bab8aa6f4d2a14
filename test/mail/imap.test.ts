import { type ImapSettings, type ImapSource, startImapSource } from '../../mail/imap';
import type { NewMail } from '../../store/port';
import { eventually } from '../support/eventually';
import { type ImapStandIn, startImapStandIn } from '../support/imap-stand-in';

let server: ImapStandIn;
let source: ImapSource | undefined;
let kept: NewMail[];
let logged: string[];

const note = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`);
/** Longer than any test may take: whatever waits for that does not end. */
const tooLongMs = 600_000;
const quick = { retryMs: 10, longestRetryMs: 40, pollMs: tooLongMs };

function start({ limits, ...more }: Partial<ImapSettings> = {}): void {
  source = startImapSource({
    url: server.url,
    receive: async (mail) => void kept.push(mail),
    isReady: async () => true,
    limits: { ...quick, ...limits },
    log: { info: note, warn: note },
    ...more,
  });
}

beforeEach(async () => {
  kept = [];
  logged = [];
  server = await startImapStandIn();
});
afterEach(async () => {
  await source?.stop();
  source = undefined;
  await server.stop();
});

const mail = (text = 'Approve') => `From: ann@mls.example\r\nSubject: Re: x\r\n\r\n${text}\r\n`;
const texts = () => kept.map(({ raw }) => Buffer.from(raw).toString());
const flags = () => server.mails.map((each) => [...each.flags].join());
const idles = () => server.said.at(-1) === 'IDLE';

describe('a mail', () => {
  test('is kept byte for byte, and only then marked as read; nothing is known of who brought it', async () => {
    const raw = Buffer.from(`Return-Path: <mallory@evil.example>\r\n${mail('Gr\xfc\xdfe')}`, 'latin1');
    server.deliver(raw);
    let isMarked: boolean | undefined;
    start({
      async receive(each) {
        isMarked = flags()[0] !== '';
        kept.push(each);
      },
    });
    await eventually('it is marked', () => flags()[0] === '\\Seen');
    expect(isMarked).toBe(false);
    expect(Buffer.from(kept[0]!.raw)).toEqual(raw);
    expect(kept[0]).toMatchObject({
      source: 'imap',
      envelope: { ip: null, helo: null, sender: null, recipients: [] },
    });
  });

  test('that comes while we wait is taken at once', async () => {
    start();
    await eventually('we wait', idles);
    server.deliver(mail());
    await eventually('it is taken', () => flags()[0] === '\\Seen');
  });

  test('that comes while the server forgets to tell is found all the same', async () => {
    server.isMute = true;
    start({ limits: { ...quick, pollMs: 200 } });
    await eventually('we wait', idles);
    server.deliver(mail());
    await eventually('it is taken', () => flags()[0] === '\\Seen');
  });

  test('that somebody has read or flagged is left alone', async () => {
    server.deliver(mail('read')).flags.add('\\Seen');
    server.deliver(mail('flagged')).flags.add('\\Flagged');
    server.deliver(mail('new'));
    start();
    await eventually('the new one is taken', () => flags()[2] === '\\Seen');
    expect(texts()).toEqual([mail('new')]);
  });

  test('is not told of in the log, nor is the password', async () => {
    server.deliver(mail());
    start();
    await eventually('it is taken', () => kept.length === 1);
    expect(logged.join()).not.toMatch(/ann@|Approve|se:cret|se%3Acret/);
  });
});

describe('[case 50] too large', () => {
  test('is not fetched, but left for people', async () => {
    server.deliver(mail('x'.repeat(2_000)));
    server.deliver(mail());
    start({ limits: { ...quick, messageBytes: 1_000 } });
    await eventually('the other is taken', () => flags()[1] === '\\Seen');
    expect(flags()[0]).toBe('\\Flagged');
    expect(server.said.join()).not.toMatch(/FETCH 1 \(.*BODY/);
    expect(logged.join()).toMatch(/left in the mailbox.*too large/);
  });

  test('whatever the server says about it', async () => {
    server.deliver(mail('x'.repeat(200_000)), { claimedSize: 100 });
    start({ limits: { ...quick, messageBytes: 1_000 } });
    await eventually('it is left', () => flags()[0] === '\\Flagged');
    expect(kept).toEqual([]);
  });

  test('up to the limit every byte counts', async () => {
    const raw = mail('x'.repeat(900));
    server.deliver(raw);
    start({ limits: { ...quick, messageBytes: raw.length } });
    await eventually('it is taken', () => flags()[0] === '\\Seen');
    expect(texts()).toEqual([raw]);
  });
});

describe('a mail that cannot be taken holds up no other, and is left for people', () => {
  test.each<[string, (poison: number) => Partial<ImapSettings>]>([
    ['the server does not hand it out', (uid) => (server.refuses.add(uid), {})],
    ['the connection breaks on it', (uid) => (server.breaksOn.add(uid), {})],
    [
      'the store refuses it',
      () => ({
        async receive(each: NewMail) {
          if (Buffer.from(each.raw).includes('poison')) throw new Error('the store does not like it');
          kept.push(each);
        },
      }),
    ],
  ])('%s', async (_what, poisonedBy) => {
    server.deliver(mail('poison'));
    server.deliver(mail('good'));
    start({ ...poisonedBy(1), limits: { ...quick, pollMs: 50, attempts: 3 } });
    await eventually('it is left', () => flags()[0] === '\\Flagged');
    expect(flags()[1]).toBe('\\Seen');
    expect(texts()).toEqual([mail('good')]);
    server.deliver(mail('later'));
    await eventually('a later one is taken', () => flags()[2] === '\\Seen');
  });

  test('until somebody takes the flag off', async () => {
    const poison = server.deliver(mail('poison'));
    server.refuses.add(poison.uid);
    start({ limits: { ...quick, pollMs: 50, attempts: 2 } });
    await eventually('it is left', () => flags()[0] === '\\Flagged');
    server.refuses.clear();
    poison.flags.clear();
    await eventually('it is taken', () => flags()[0] === '\\Seen');
  });
});

describe('trouble', () => {
  test('while nothing can be kept nothing is marked or left, however long it takes', async () => {
    let isAway = true;
    server.deliver(mail());
    start({
      limits: { ...quick, attempts: 2 },
      isReady: async () => !isAway,
      async receive(each) {
        if (isAway) throw Object.assign(new Error('connection lost'), { params: [String(each.raw)] });
        kept.push(each);
      },
    });
    await eventually('it was tried often', () => server.logIns > 5);
    expect(flags()).toEqual(['']);
    isAway = false;
    await eventually('it is taken', () => flags()[0] === '\\Seen');
    expect(logged.join()).toMatch(/store does not answer/);
    expect(logged.join()).not.toMatch(/Approve/);
  });

  test('a connection that breaks is opened anew', async () => {
    start();
    await eventually('we wait', idles);
    server.drop();
    server.deliver(mail());
    await eventually('it is taken', () => flags()[0] === '\\Seen');
    expect(logged.join()).toMatch(/cannot be read just now/);
  });

  test('a server that falls silent is left for a new connection', async () => {
    start({ limits: { ...quick, pollMs: 100, silenceMs: 300 } });
    await eventually('we wait', idles);
    const before = server.logIns;
    server.freeze();
    await eventually('it logs in again', () => server.logIns > before);
  });

  test('a refused log-in is not tried again soon, and the server is not quoted', async () => {
    server.isLocked = true;
    start({ limits: { ...quick, longestRetryMs: 60_000 } });
    await eventually('it is told of', () => logged.length > 0);
    expect(server.logIns).toBe(1);
    expect(logged).toEqual([expect.stringMatching(/AUTHENTICATIONFAILED.*"waitMs":60000/)]);
    expect(logged.join()).not.toMatch(/ann@|approvals|se:cret/);
  });

  test.each([
    ['a mailbox that can only be read', () => (server.isReadOnly = true), /can only be read/],
    ['flags that are not kept', () => (server.keepsNoFlags = true), /does not keep the flag/],
  ])('%s: it is told of, and does not become a loop', async (_what, spoil, told) => {
    spoil();
    server.deliver(mail());
    start({ limits: { ...quick, retryMs: 60_000, longestRetryMs: 60_000 } });
    await eventually('it is told of', () => told.test(logged.join()));
    expect(server.logIns).toBe(1);
  });

  test('a folder that is not there is told of', async () => {
    start({ url: server.url.replace('Answers', 'Elsewhere') });
    await eventually('it is told of', () => /cannot be read.*NONEXISTENT/.test(logged.join()));
  });

  test('when the server numbers its mails anew, none is lost', async () => {
    server.deliver(mail('one'));
    start();
    await eventually('it is taken', () => flags()[0] === '\\Seen');
    server.uidValidity = 8;
    server.mails[0]!.flags.clear();
    server.deliver(mail('two'));
    server.drop();
    await eventually('both are read', () => flags().every((each) => each === '\\Seen'));
    expect(new Set(texts())).toEqual(new Set([mail('one'), mail('two')]));
  });
});

describe('stopping', () => {
  test('ends while it waits', async () => {
    start();
    await eventually('we wait', idles);
    await source!.stop();
  });

  test('ends while nothing can be reached', async () => {
    await server.stop();
    start({ limits: { ...quick, retryMs: tooLongMs, longestRetryMs: tooLongMs } });
    await eventually('it is told of', () => logged.length > 0);
    await source!.stop();
    server = await startImapStandIn();
  });

  test('a mail that is being kept meanwhile is kept', async () => {
    let goOn: (() => void) | undefined;
    server.deliver(mail());
    server.deliver(mail('second'));
    start({
      async receive(each) {
        await new Promise<void>((resolve) => (goOn = resolve));
        kept.push(each);
      },
    });
    await eventually('it is under way', () => goOn !== undefined);
    const stopped = source!.stop();
    goOn!();
    await stopped;
    expect(flags()).toEqual(['\\Seen', '']);
    expect(kept).toHaveLength(1);
  });
});

test.each([
  ['http://user:hunter2@mail.example', /must start with imap/],
  ['imaps://user:hunter2@mail.example/INBOX?ssl=false', /not understood/],
  ['imaps://mail.example/hunter2', /names no user/],
  ['imaps://user:hunter2%@mail.example', /%25/],
])('refuses the URL %s without repeating it', (url, why) => {
  expect(() => start({ url })).toThrow(why);
  expect(() => start({ url })).not.toThrow(/hunter2/);
});
