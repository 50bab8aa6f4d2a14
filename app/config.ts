import { join } from 'node:path';
import envPaths from 'env-paths';
import { z } from 'zod';
import { isWebhookSecret } from '../secrets/webhook';
import { ConfigError } from './config-error';
import { clients, dnsServers, httpUrl, isKeyring, isSafeForSecrets, isTimeZone, isTrue, port } from './setting-forms';

export { ConfigError };

/** Every setting, by the environment variable it comes from. */
const settings = {
  COUNTERSIGN_DATA: z
    .string()
    .min(1)
    .default(() => join(process.cwd(), '.countersign'))
    .describe('folder for everything the all-in-one keeps'),
  COUNTERSIGN_CACHE: z
    .string()
    .min(1)
    .default(() => envPaths('countersign', { suffix: '' }).cache)
    .describe('folder for the Temporal binaries'),
  COUNTERSIGN_HOST: z.string().min(1).default('127.0.0.1').describe('address the web server listens on'),
  COUNTERSIGN_PORT: port.default(7400).describe('port of the web server; 0 takes a free one'),
  COUNTERSIGN_MAILBOX_PORT: port.default(7401).describe('port of the dev mailbox page; 0 takes a free one'),
  COUNTERSIGN_INBOUND_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('address on which answers by mail are taken, by SMTP'),
  COUNTERSIGN_INBOUND_PORT: port.default(7402).describe('port on which answers by mail are taken; 0 takes a free one'),
  COUNTERSIGN_INBOUND_CERT: z
    .string()
    .min(1)
    .optional()
    .describe('file with the certificate, PEM, by which senders may encrypt what they bring by SMTP'),
  COUNTERSIGN_INBOUND_KEY: z.string().min(1).optional().describe('file with the private key of that certificate, PEM'),
  COUNTERSIGN_MAIL_WEBHOOK_SECRET: z
    .string()
    .refine(isWebhookSecret, 'must be "whsec_" and the base64 of 24 to 64 random bytes')
    .optional()
    .describe('secret of the mail service that hands mail over at /webhooks/mail; without it, nobody may'),
  COUNTERSIGN_IMAP_URL: z
    .url({ protocol: /^imaps?$/, message: 'must be an imap:// or imaps:// address' })
    .optional()
    .describe('mailbox from which answers by mail are fetched as well, imaps://user:password@host/folder'),
  COUNTERSIGN_DNS_SERVERS: dnsServers
    .optional()
    .describe("DNS servers asked about senders of mail, ip or ip:port, comma-separated; without it, the machine's own"),
  COUNTERSIGN_BASE_URL: httpUrl.optional().describe('where people reach the web server; links in mails start with it'),
  COUNTERSIGN_TRUST_PROXY: z
    .string()
    .min(1)
    .optional()
    .describe(
      'addresses of the proxies in front, comma-separated, whose X-Forwarded-For is believed; without it, none',
    ),
  COUNTERSIGN_OPERATOR: z
    .string()
    .min(1)
    .default('Example Data Platform')
    .describe("the operator's name in mails and pages"),
  COUNTERSIGN_TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'must be an IANA time zone, such as America/Chicago')
    .default('America/Chicago')
    .describe("the operator's time zone, in which registrations are reviewed"),
  COUNTERSIGN_SUPPORT_EMAIL: z
    .email()
    .default('support@countersign.example')
    .describe("the operator's support mailbox"),
  COUNTERSIGN_MAIL_FROM: z.email().default('approvals@countersign.example').describe('sender of all mails'),
  COUNTERSIGN_REPLIES: isTrue
    .optional()
    .describe(
      'whether questions say that they can be answered by mail; needs "countersign mail" to be reached by mail',
    ),
  COUNTERSIGN_PICKUP_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(90)
    .default(14)
    .describe('days a new secret waits for its developer'),
  COUNTERSIGN_DEMO_DATA: isTrue.default(true).describe('load the fictional MLSs into an empty store'),
  COUNTERSIGN_DEMO_DAY_SECONDS: z.coerce
    .number()
    .min(1)
    .optional()
    .describe('for demonstrations only: business days of that many seconds in place of the MLS calendars'),
  COUNTERSIGN_KEYS: z
    .string()
    .refine(isKeyring, 'must be id:base64,id:base64 with 32 random bytes each, the current one first, every id once')
    .optional()
    .describe('sealing keys, "id:base64,id:base64", the current one first; without it, a key file in the data folder'),
  COUNTERSIGN_KEYS_COMMAND: z
    .string()
    .min(1)
    .optional()
    .describe(
      'program, with its arguments between spaces, that prints the sealing keys; run once at the start, without a shell',
    ),
  COUNTERSIGN_AUDIT_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes, base64: openssl rand -base64 32')
    .optional()
    .describe('signs checkpoints of the audit; without it, a key file in the data folder (all in one), or none'),
  COUNTERSIGN_CHROMIUM: z
    .string()
    .min(1)
    .optional()
    .describe('Chromium that prints rosters as PDF; without it, the one on PATH, if there is one'),
  COUNTERSIGN_INTROSPECTION_CLIENTS: clients
    .optional()
    .describe(
      'APIs that may ask at /oauth/introspect what a key is worth, "id:secret,id:secret"; without it, nobody can',
    ),
  COUNTERSIGN_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('least severe log line to print'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, message: 'must be a postgres:// address' })
    .optional()
    .describe('Postgres; without it, the embedded PGlite'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, message: 'must be an smtp:// or smtps:// address' })
    .optional()
    .describe('mail server; without it, the dev mailbox'),
  COUNTERSIGN_ISSUER: z
    .enum(['builtin', 'spark-api'])
    .default('builtin')
    .describe("who makes live keys: Countersign itself, or the operator's key administration API"),
  SPARK_API_URL: httpUrl
    .refine(isSafeForSecrets, 'must be an https:// address, since a key is sent there; http:// for this machine only')
    .optional()
    .describe("address of the operator's key administration API, such as https://sparkapi.com"),
  SPARK_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'must be one word, without line breaks')
    .optional()
    .describe('key with the permission to administer keys there'),
  COUNTERSIGN_OIDC_PROVIDER: isTrue
    .optional()
    .describe(
      'whether the web part is an OpenID Connect provider, at /oidc; without it, only all in one is, where no other one is named',
    ),
  OIDC_ISSUER_URL: httpUrl
    .refine(
      isSafeForSecrets,
      'must be an https:// address, since secrets come from there; http:// for this machine only',
    )
    .refine((url) => !url.endsWith('/'), 'must be without a slash at the end, as the provider names itself')
    .optional()
    .describe('OpenID Connect provider with which clients are registered, by its issuer address'),
  OIDC_INITIAL_ACCESS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{32,}$/, 'must be one word of 32 characters or more')
    .optional()
    .describe('token by which that provider lets us register clients'),
  STRIPE_API_KEY: z
    .string()
    .regex(/^[rs]k_(?:test|live)_\w+$/, 'must be a secret or restricted key of Stripe, sk_... or rk_...')
    .optional()
    .describe('key of the Stripe account that takes the money; without it, plans are asked for without payment'),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .min(1)
    .optional()
    .describe('signing secret of the Stripe webhook that points at /webhooks/payments'),
  STRIPE_API_BASE: httpUrl.optional().describe('for tests and demonstrations: a server that speaks as Stripe does'),
  TEMPORAL_ADDRESS: z.string().min(1).optional().describe('Temporal server; without it, a dev server of our own'),
  TEMPORAL_PROFILE: z.string().min(1).optional().describe("profile of the Temporal command line's file to use instead"),
  TEMPORAL_NAMESPACE: z
    .string()
    .min(1)
    .optional()
    .describe('Temporal namespace; without it, the profile\'s or "default"'),
  TEMPORAL_API_KEY: z.string().min(1).optional().describe('key for Temporal Cloud; turns TLS on'),
} as const;

const schema = z.object(settings);
type Name = keyof typeof settings;
const secrets: ReadonlySet<Name> = new Set<Name>([
  'COUNTERSIGN_INTROSPECTION_CLIENTS',
  'COUNTERSIGN_IMAP_URL',
  'COUNTERSIGN_MAIL_WEBHOOK_SECRET',
  'COUNTERSIGN_KEYS',
  'COUNTERSIGN_AUDIT_KEY',
  'DATABASE_URL',
  'SMTP_URL',
  'SPARK_API_KEY',
  'OIDC_INITIAL_ACCESS_TOKEN',
  'STRIPE_API_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'TEMPORAL_API_KEY',
]);
/** Settings that are of no use without another one. */
const together: Readonly<Partial<Record<Name, Name>>> = {
  COUNTERSIGN_INBOUND_CERT: 'COUNTERSIGN_INBOUND_KEY',
  COUNTERSIGN_INBOUND_KEY: 'COUNTERSIGN_INBOUND_CERT',
  OIDC_INITIAL_ACCESS_TOKEN: 'OIDC_ISSUER_URL',
  OIDC_ISSUER_URL: 'OIDC_INITIAL_ACCESS_TOKEN',
  SPARK_API_KEY: 'SPARK_API_URL',
  SPARK_API_URL: 'SPARK_API_KEY',
  STRIPE_API_KEY: 'STRIPE_WEBHOOK_SECRET',
  STRIPE_WEBHOOK_SECRET: 'STRIPE_API_KEY',
};

export type Config = Readonly<z.output<typeof schema>>;

/** One line of `countersign doctor`. Secrets are masked. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly source: 'environment' | 'default' | 'not set';
  readonly meaning: string;
  readonly problem: string | null;
}

/** @throws ConfigError naming every wrong setting at once. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const problems = describeConfig(env).filter(({ problem }) => problem !== null);
  if (problems.length > 0) throw new ConfigError(problems.map(({ name, problem }) => `${name}: ${problem}`).join('\n'));
  return schema.parse(given(env));
}

/** Each setting with its value, where it comes from and what is wrong with it. */
export function describeConfig(env: NodeJS.ProcessEnv): readonly Setting[] {
  const values = given(env);
  return (Object.keys(settings) as Name[]).map((name) => {
    const result = settings[name].safeParse(values[name]);
    const isGiven = values[name] !== undefined;
    const value = result.success ? result.data : values[name];
    return {
      name,
      value: value === undefined ? '' : secrets.has(name) ? '(set)' : String(value),
      source: isGiven ? 'environment' : value === undefined ? 'not set' : 'default',
      meaning: settings[name].description ?? '',
      problem: result.success ? misplaced(name, values) : result.error.issues.map(({ message }) => message).join('; '),
    };
  });
}

function misplaced(name: Name, values: Partial<Record<Name, string>>): string | null {
  if (name === 'COUNTERSIGN_ISSUER' && values[name] === 'spark-api' && values.SPARK_API_URL === undefined) {
    return 'needs SPARK_API_URL and SPARK_API_KEY beside it';
  }
  if (name === 'COUNTERSIGN_KEYS_COMMAND' && values[name] !== undefined && values.COUNTERSIGN_KEYS !== undefined) {
    return 'must not be set beside COUNTERSIGN_KEYS';
  }
  const other = together[name];
  return values[name] === undefined && other && values[other] !== undefined ? `must be set beside ${other}` : null;
}

/** An empty variable counts as not set, as shells and compose files write it. */
function given(env: NodeJS.ProcessEnv): Partial<Record<Name, string>> {
  return Object.fromEntries(
    (Object.keys(settings) as Name[]).filter((name) => env[name]).map((name) => [name, env[name]]),
  );
}
