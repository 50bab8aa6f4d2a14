import { dns, judgeText, keyRecord, mail, sign, withDns } from './signed-mail';

/**
 * The kinds of attack of "Composition Kills" (Chen, Paxson, Jiang, 2020) and of the tool espoofer, in our own words. The attacker owns
 * evil.example, its keys and its servers, and wants to be ann@mls.example.
 */
const evil = { domain: 'evil.example' };
const fromEvilServer = { ip: '192.0.2.1', helo: 'mx.evil.example', sender: 'any@evil.example' };
const answers = withDns({
  'good._domainkey.mls.example.evil.example': { TXT: [keyRecord('good')] },
  "good._domainkey.mls.example'a.evil.example": { TXT: [keyRecord('good')] },
  'any.mls.example': 'NXDOMAIN',
});

async function judgeAttack(message: string, envelope: object = fromEvilServer) {
  const signed = await sign(message, evil).catch(() => message);
  return judgeText(signed, { dns: answers, envelope });
}

const from = (value: string) => mail({ headers: { From: value } });
const top = (lines: string, value = 'x@evil.example') => `${lines}\r\n${from(value)}`;

test.each<[string, string, object?]>([
  [
    'null envelope of a host of the domain',
    from('ann@mls.example'),
    { ip: '192.0.2.9', helo: 'any.mls.example', sender: '' },
  ],
  [
    'envelope of a subdomain that is not there',
    from('ann@mls.example'),
    { ip: '192.0.2.9', helo: 'x', sender: 'any@any.mls.example' },
  ],
  [
    'envelope with a parenthesis',
    from('ann@mls.example'),
    { ip: '192.0.2.1', helo: 'x', sender: 'any@mls.example(a.evil.example' },
  ],
  [
    'envelope with a quote',
    from('ann@mls.example'),
    { ip: '192.0.2.1', helo: 'x', sender: "any@mls.example'@any.evil.example" },
  ],
  [
    'envelope with a route',
    from('ann@mls.example'),
    { ip: '192.0.2.1', helo: 'x', sender: '@mls.example,@any.example:any@evil.example' },
  ],
  ['two From, ours first', top('From: ann@mls.example')],
  ['two From, ours second', top('From: x@evil.example', 'ann@mls.example')],
  ['From after a blank', top(' From: x@evil.example', 'ann@mls.example')],
  ['From before a blank', top('From : x@evil.example', 'ann@mls.example')],
  ['From folded before the colon', top('From\r\n : x@evil.example', 'ann@mls.example')],
  ['From in another case', top('FROM: x@evil.example', 'ann@mls.example')],
  ['two addresses', from('x@evil.example, ann@mls.example')],
  ['encoded address beside a plain one', from('=?utf-8?b?PGFubkBtbHMuZXhhbXBsZT4=?=,<x@evil.example>')],
  ['encoded address as the name', from('=?utf-8?b?YW5uQG1scy5leGFtcGxl?=<x@evil.example>, x@evil.example')],
  ['route portion', from('<@evil.example,@any.example:ann@mls.example>')],
  ['quoted pair', from('<ann@mls.example>\\,<x@evil.example>')],
  ['precedence of the comma', from('ann@mls.example,<x@evil.example>')],
  ['address after the angle', from('<x@evil.example>ann@mls.example')],
  ['name and address without a blank', from('ann@mls.example<x@evil.example>')],
  ['nested angles', from('<ann@mls.example<x@evil.example>>')],
  ['unclosed angle', from('ann@mls.example> <x@evil.example>')],
  ['unclosed quote', from('"ann@mls.example <x@evil.example>')],
  ['comment in the domain', from('ann@mls.example(.evil.example')],
  ['another header says From', mail({ headers: { From: 'ann@mls.example', Sender: 'x@evil.example' } })],
  ['NUL in the address', from('ann@mls.example\0x@evil.example')],
])('[case 31] %s is never proved as Ann', async (_, message, ...rest) => {
  // Not a third parameter: Jest would hand its own callback to the rows that have none.
  const judged = await judgeAttack(message, rest[0]);
  expect(judged.verdict).not.toBe('proved');
  expect(judged.verdict === 'forged' || judged.from === null).toBe(true);
});

test.each<[string, string]>([
  ['d= that ends in ours', 'mls.example.evil.example'],
  ['d= with a quote', "mls.example'a.evil.example"],
])('%s does not align', async (_, domain) => {
  const signed = await sign(from('ann@mls.example'), { domain });
  expect(await judgeText(signed, { dns: answers })).toMatchObject({ verdict: 'forged' });
});

test('a selector with a NUL', async () => {
  const signed = (await sign(mail())).replace('s=good', 's=good._domainkey.evil.example.\0.x');
  expect(await judgeText(signed, { dns: answers })).toMatchObject({ verdict: 'forged' });
});

test('Resent-From and Reply-To name others, and change nothing', async () => {
  const signed = await sign(
    mail({ headers: { From: 'x@evil.example', 'Resent-From': 'ann@mls.example', 'Reply-To': 'ann@mls.example' } }),
    evil,
  );
  expect(await judgeText(signed, { dns })).toMatchObject({ verdict: 'proved', from: 'x@evil.example' });
});

test('DKIM replay: signed headers kept, another From put on top', async () => {
  const signed = await sign(mail(), {});
  expect(await judgeText(`From: boss@mls.example\r\n${signed}`)).toMatchObject({ verdict: 'forged' });
});
