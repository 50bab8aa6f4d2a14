import { ConfigError, describeConfig, readConfig } from '../../app/config';

test('nothing set: everything has a default, and an empty variable counts as not set', () => {
  expect(readConfig({ SMTP_URL: '' })).toMatchObject({
    COUNTERSIGN_PORT: 7400,
    COUNTERSIGN_HOST: '127.0.0.1',
    COUNTERSIGN_DEMO_DATA: true,
  });
});

test.each([
  ['192.0.2.1', ['192.0.2.1']],
  ['127.0.0.1:5353, [2001:db8::1]:53,2001:db8::2', ['127.0.0.1:5353', '[2001:db8::1]:53', '2001:db8::2']],
  ['', undefined],
])('DNS servers: "%s"', (text, servers) => {
  expect(readConfig({ COUNTERSIGN_DNS_SERVERS: text }).COUNTERSIGN_DNS_SERVERS).toEqual(servers);
});

test.each([
  'dns.example',
  '192.0.2.1:',
  '192.0.2.1:99999',
  '192.0.2.1:0',
  '2001:db8::1:x',
  '[192.0.2.1]:53',
  '1.2.3.4,',
])('no DNS server: "%s"', (text) => {
  expect(() => readConfig({ COUNTERSIGN_DNS_SERVERS: text })).toThrow(/COUNTERSIGN_DNS_SERVERS: must be addresses/);
});

test('doctor shows where answers by mail are taken', () => {
  const found = Object.fromEntries(
    describeConfig({ COUNTERSIGN_DNS_SERVERS: '192.0.2.1,192.0.2.2' }).map(({ name, value }) => [name, value]),
  );
  expect(found).toMatchObject({
    COUNTERSIGN_INBOUND_HOST: '127.0.0.1',
    COUNTERSIGN_INBOUND_PORT: '7402',
    COUNTERSIGN_DNS_SERVERS: '192.0.2.1,192.0.2.2',
  });
});

test('APIs that may ask about keys; doctor shows no secret of theirs, right or wrong', () => {
  const secret = 'x'.repeat(32);
  expect(readConfig({ COUNTERSIGN_INTROSPECTION_CLIENTS: `a:${secret}, b.c:${secret}-y` })).toMatchObject({
    COUNTERSIGN_INTROSPECTION_CLIENTS: [`a:${secret}`, `b.c:${secret}-y`],
  });
  for (const text of ['a', 'a:short', `a:${secret},a:${secret}`, `a:${secret},`, `a b:${secret}`, `a:${secret}%`]) {
    const env = { COUNTERSIGN_INTROSPECTION_CLIENTS: text };
    expect(() => readConfig(env)).toThrow(/COUNTERSIGN_INTROSPECTION_CLIENTS: must be id:secret/);
    expect(JSON.stringify(describeConfig(env))).not.toContain(secret);
  }
  const good = describeConfig({ COUNTERSIGN_INTROSPECTION_CLIENTS: `a:${secret}` });
  expect(JSON.stringify(good)).not.toContain(secret);
});

const api = { SPARK_API_URL: 'https://api.example', SPARK_API_KEY: 'k1' };

test.each<[string, Record<string, string>, RegExp]>([
  [
    'the issuer alone',
    { COUNTERSIGN_ISSUER: 'spark-api' },
    /COUNTERSIGN_ISSUER: needs SPARK_API_URL and SPARK_API_KEY/,
  ],
  ['an address alone', { SPARK_API_URL: api.SPARK_API_URL }, /SPARK_API_KEY: must be set beside SPARK_API_URL/],
  ['a key alone', { SPARK_API_KEY: 'k1' }, /SPARK_API_URL: must be set beside SPARK_API_KEY/],
  ['no TLS', { ...api, SPARK_API_URL: 'http://api.example' }, /SPARK_API_URL: must be an https:/],
  ['no address', { ...api, SPARK_API_URL: 'api.example' }, /SPARK_API_URL: must be an http/],
  ['two words', { ...api, SPARK_API_KEY: 'k1\nx: y' }, /SPARK_API_KEY: must be one word/],
  ['another issuer', { COUNTERSIGN_ISSUER: 'spark' }, /COUNTERSIGN_ISSUER: /],
])('who makes live keys, wrongly set: %s', (_name, env, words) => {
  expect(() => readConfig(env)).toThrow(words);
});

test('who makes live keys: Countersign unless the other is set, whose settings may stay when it goes back', () => {
  expect(readConfig({}).COUNTERSIGN_ISSUER).toBe('builtin');
  expect(readConfig(api)).toMatchObject({ COUNTERSIGN_ISSUER: 'builtin', ...api });
  expect(readConfig({ ...api, COUNTERSIGN_ISSUER: 'spark-api' })).toMatchObject({ COUNTERSIGN_ISSUER: 'spark-api' });
  expect(readConfig({ ...api, SPARK_API_URL: 'http://127.0.0.1:8080' })).toMatchObject({ SPARK_API_KEY: 'k1' });
  expect(describeConfig(api).find(({ name }) => name === 'SPARK_API_KEY')).toMatchObject({ value: '(set)' });
});

test('every wrong setting is named at once', () => {
  const wrong = { COUNTERSIGN_PORT: '99999', SMTP_URL: 'http://mail', COUNTERSIGN_SUPPORT_EMAIL: 'support' };
  expect(() => readConfig(wrong)).toThrow(ConfigError);
  expect(() => readConfig(wrong)).toThrow(
    /COUNTERSIGN_PORT: .*\n?COUNTERSIGN_SUPPORT_EMAIL: [^]*SMTP_URL: must be an smtp/,
  );
});

test.each([
  ['whsec_', false],
  [`whsec_${Buffer.alloc(16).toString('base64')}`, false],
  [`whsec_${Buffer.alloc(80).toString('base64')}`, false],
  ['hunter2', false],
  [Buffer.alloc(32).toString('base64'), false],
  [`whsec_${Buffer.alloc(24).toString('base64')}`, true],
  [`whsec_${Buffer.alloc(64).toString('base64')}`, true],
])('secret of a mail service: "%s" %s', (secret, isOne) => {
  const read = () => readConfig({ COUNTERSIGN_MAIL_WEBHOOK_SECRET: secret });
  if (isOne) expect(read().COUNTERSIGN_MAIL_WEBHOOK_SECRET).toBe(secret);
  else expect(read).toThrow(/COUNTERSIGN_MAIL_WEBHOOK_SECRET: must be "whsec_"/);
});

test('a certificate without its key is named, and the other way round', () => {
  expect(() => readConfig({ COUNTERSIGN_INBOUND_CERT: 'cert.pem' })).toThrow(/COUNTERSIGN_INBOUND_KEY/);
  expect(() => readConfig({ COUNTERSIGN_INBOUND_KEY: 'key.pem' })).toThrow(/COUNTERSIGN_INBOUND_CERT/);
});

test('doctor masks secrets and says where a value comes from', () => {
  const settings = describeConfig({
    DATABASE_URL: 'postgres://user:hunter2@db/x',
    COUNTERSIGN_IMAP_URL: 'imaps://approvals:hunter2@mail.example/INBOX',
    COUNTERSIGN_PORT: '0',
  });
  expect(JSON.stringify(settings)).not.toContain('hunter2');
  expect(settings.find(({ name }) => name === 'DATABASE_URL')).toMatchObject({
    value: '(set)',
    source: 'environment',
    problem: null,
  });
  expect(settings.find(({ name }) => name === 'COUNTERSIGN_PORT')).toMatchObject({ value: '0', source: 'environment' });
  expect(settings.find(({ name }) => name === 'COUNTERSIGN_OPERATOR')).toMatchObject({ source: 'default' });
  expect(settings.find(({ name }) => name === 'SMTP_URL')).toMatchObject({ source: 'not set' });
});

test.each(['k1', 'k1:short', `k1:${Buffer.alloc(32).toString('base64')},k1:${Buffer.alloc(32, 1).toString('base64')}`])(
  '[case 123] sealing keys that are none: "%s"',
  (text) => {
    expect(() => readConfig({ COUNTERSIGN_KEYS: text })).toThrow(/COUNTERSIGN_KEYS: must be id:base64.*every id once/);
    expect(JSON.stringify(describeConfig({ COUNTERSIGN_KEYS: text }))).not.toContain(text);
  },
);

test('sealing keys come from one place', () => {
  const both = {
    COUNTERSIGN_KEYS: `k1:${Buffer.alloc(32).toString('base64')}`,
    COUNTERSIGN_KEYS_COMMAND: 'vault read',
  };
  expect(() => readConfig(both)).toThrow('COUNTERSIGN_KEYS_COMMAND: must not be set beside COUNTERSIGN_KEYS');
});
