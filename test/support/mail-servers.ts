import { execFile, execFileSync, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../app/ports';
import type { SmtpAddress } from '../../demo/mail';
import { eventually } from './eventually';

export interface MailServers {
  /** Postfix: takes mail from this machine for anybody, has it signed by OpenDKIM, and brings it where it belongs. */
  readonly smtp: SmtpAddress;
  /** A mailbox at Dovecot, to which Postfix brings what is for `inbox@<mailbox domain>`, with any extension. */
  readonly imapUrl: string;
  /** What DNS says about the domain that signs. */
  readonly records: Readonly<Record<string, string>>;
  /** What the three wrote down, for a test that fails. */
  said(): string;
  stop(): Promise<void>;
}

export interface Domains {
  /** Whose mail is signed. */
  readonly signs: string;
  /** Whose mail goes to the mailbox. */
  readonly mailbox: string;
  /** Whose mail is passed on by SMTP, and to which port on this machine. */
  readonly relays: Readonly<Record<string, number>>;
}

const user = 'inbox';
const password = 's:cret';
const selector = 's1';

/** Postfix, OpenDKIM and Dovecot of the test's own, on loopback ports and in a folder that is thrown away at the end. */
export async function startMailServers({ signs, mailbox, relays }: Domains): Promise<MailServers> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-mail-'));
  // Their processes run as users of their own.
  chmodSync(folder, 0o755);
  const ports = { smtp: await freePort(), milter: await freePort(), imap: await freePort(), lmtp: await freePort() };
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const keyFile = writeOwned(folder, 'dkim.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }), 'opendkim');

  const running = [
    startOpendkim(folder, { signs, keyFile, port: ports.milter }),
    startDovecot(folder, ports),
    startPostfix(folder, { ports, mailbox, relays }),
  ];
  const said = () => ['dovecot.log', 'maillog'].map((file) => contentOf(join(folder, file))).join('\n');
  const stop = async () => {
    await Promise.all(running.map((end) => end()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const port of Object.values(ports)) await eventually(`port ${port} answers`, () => answers(port));
  } catch (error) {
    const words = said();
    await stop();
    throw new Error(`The mail servers did not start:\n${words}`, { cause: error });
  }
  return {
    smtp: { host: '127.0.0.1', port: ports.smtp },
    imapUrl: `imap://${user}%40${mailbox}:${encodeURIComponent(password)}@127.0.0.1:${ports.imap}/INBOX`,
    records: {
      [`${selector}._domainkey.${signs}`]: `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`,
      [`_dmarc.${signs}`]: 'v=DMARC1; p=reject',
    },
    said,
    stop,
  };
}

type Ports = Readonly<Record<'smtp' | 'milter' | 'imap' | 'lmtp', number>>;

/** Its own list of what is signed leaves Message-ID out, and then a mail proves nothing. */
function startOpendkim(folder: string, { signs, keyFile, port }: { signs: string; keyFile: string; port: number }) {
  const settings = `
    Mode s
    Domain ${signs}
    Selector ${selector}
    KeyFile ${keyFile}
    Socket inet:${port}@127.0.0.1
    UserID opendkim
    Canonicalization relaxed/relaxed
    OversignHeaders From
    SignHeaders *,+Message-ID
    RequireSafeKeys no
    Syslog no
    Background no`;
  const file = join(folder, 'opendkim.conf');
  writeFileSync(file, settings.replace(/^\s+/gm, ''));
  return run('/usr/sbin/opendkim', ['-f', '-x', file]);
}

function startDovecot(folder: string, { imap, lmtp }: Ports) {
  const home = join(folder, 'mailboxes');
  mkdirSync(home);
  chownSync(home, idOf('-u', 'mail'), idOf('-g', 'mail'));
  const file = join(folder, 'dovecot.conf');
  writeFileSync(
    file,
    `
base_dir = ${join(folder, 'dovecot-run')}
state_dir = ${join(folder, 'dovecot-state')}
log_path = ${join(folder, 'dovecot.log')}
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
recipient_delimiter = +
first_valid_uid = 1
mail_location = maildir:${home}/%u
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=mail gid=mail home=${home}/%u allow_all_users=yes
}
service imap-login {
  inet_listener imap {
    port = ${imap}
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${lmtp}
  }
}
`,
  );
  return run('/usr/sbin/dovecot', ['-F', '-c', file]);
}

/** As Postfix comes: name, type, whether private, how many at once, program. */
const services = [
  ['pickup', 'unix', 'n', '1', 'pickup'],
  ['cleanup', 'unix', 'n', '0', 'cleanup'],
  ['qmgr', 'unix', 'n', '1', 'qmgr'],
  ['tlsmgr', 'unix', '-', '1', 'tlsmgr'],
  ['rewrite', 'unix', '-', '-', 'trivial-rewrite'],
  ['bounce', 'unix', '-', '0', 'bounce'],
  ['defer', 'unix', '-', '0', 'bounce'],
  ['trace', 'unix', '-', '0', 'bounce'],
  ['verify', 'unix', '-', '1', 'verify'],
  ['flush', 'unix', 'n', '0', 'flush'],
  ['proxymap', 'unix', '-', '-', 'proxymap'],
  ['smtp', 'unix', '-', '-', 'smtp'],
  ['relay', 'unix', '-', '-', 'smtp'],
  ['showq', 'unix', 'n', '-', 'showq'],
  ['error', 'unix', '-', '-', 'error'],
  ['retry', 'unix', '-', '-', 'error'],
  ['lmtp', 'unix', '-', '-', 'lmtp'],
  ['anvil', 'unix', '-', '1', 'anvil'],
  ['scache', 'unix', '-', '1', 'scache'],
  ['postlog', 'unix-dgram', 'n', '1', 'postlogd'],
] as const;

interface PostfixPlan extends Pick<Domains, 'mailbox' | 'relays'> {
  readonly ports: Ports;
}

function startPostfix(folder: string, { ports, mailbox, relays }: PostfixPlan) {
  const config = join(folder, 'postfix');
  const spool = join(folder, 'spool');
  const data = join(folder, 'data');
  for (const each of [config, spool, data]) mkdirSync(each);
  chownSync(data, idOf('-u', 'postfix'), idOf('-g', 'postfix'));
  const routes = Object.entries(relays).map(([domain, port]) => `{ ${domain} = smtp:[127.0.0.1]:${port} }`);
  const settings = {
    compatibility_level: '3.6',
    queue_directory: spool,
    data_directory: data,
    command_directory: '/usr/sbin',
    daemon_directory: '/usr/lib/postfix/sbin',
    mail_owner: 'postfix',
    setgid_group: 'postdrop',
    maillog_file: join(folder, 'maillog'),
    maillog_file_prefixes: folder,
    myhostname: 'mx.mail.example',
    mydestination: '',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mynetworks: '127.0.0.0/8',
    alias_maps: '',
    recipient_delimiter: '+',
    virtual_mailbox_domains: mailbox,
    virtual_mailbox_maps: 'static:any',
    virtual_transport: `lmtp:inet:127.0.0.1:${ports.lmtp}`,
    relay_domains: Object.keys(relays).join(', '),
    transport_maps: `inline:{ ${routes.join(', ')} }`,
    smtpd_milters: `inet:127.0.0.1:${ports.milter}`,
    milter_default_action: 'tempfail',
    // Nobody's DNS is asked.
    smtp_dns_support_level: 'disabled',
    smtp_host_lookup: 'native',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(join(config, 'main.cf'), `${lines.join('\n')}\n`);
  const table = [[`127.0.0.1:${ports.smtp}`, 'inet', 'n', '-', 'smtpd'], ...services].map(
    ([name, type, isPrivate, most, command]) => `${name} ${type} ${isPrivate} - n - ${most} ${command}`,
  );
  writeFileSync(join(config, 'master.cf'), `${table.join('\n')}\n`);
  const postfix = (act: 'start' | 'stop') => promisify(execFile)('/usr/sbin/postfix', ['-c', config, act]);
  const started = postfix('start');
  // Its processes are not ours: only it knows them all.
  return () => started.then(() => postfix('stop'));
}

/** Starts it and returns how to end it. */
function run(program: string, args: readonly string[]): () => Promise<unknown> {
  // Whatever they have to say before their logs are open is not of interest; their logs are.
  const child = spawn(program, args, { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return () => {
    child.kill('SIGTERM');
    return ended;
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function writeOwned(folder: string, name: string, content: string | Buffer, owner: string): string {
  const file = join(folder, name);
  writeFileSync(file, content, { mode: 0o600 });
  chownSync(file, idOf('-u', owner), idOf('-g', owner));
  return file;
}

function contentOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function idOf(flag: '-u' | '-g', user: string): number {
  return Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
}
