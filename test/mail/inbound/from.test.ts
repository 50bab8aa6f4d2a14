import { judgeText, mail, sign } from './signed-mail';

const evil = { domain: 'evil.example' };

test.each<[string, string, string | null, string]>([
  ['[case 29] display name that is an address', '"ann@mls.example" <x@evil.example>', 'x@evil.example', 'proved'],
  ['a comment behind the name', 'Ann Lee (MLS) <x@evil.example>', 'x@evil.example', 'proved'],
  ['bare', 'x@evil.example', 'x@evil.example', 'proved'],
  ['upper case domain', 'X <x@EVIL.example>', 'x@evil.example', 'proved'],
  ['an encoded display name', '=?utf-8?q?ann=40mls.example?= <x@evil.example>', 'x@evil.example', 'proved'],
  ['[case 29] unquoted address as name', 'ann@mls.example <x@evil.example>', null, '3-from-not-one'],
  ['[case 31] two addresses', 'ann@mls.example, x@evil.example', null, '3-from-not-one'],
  ['[case 31] two addresses of one domain', 'a@evil.example, b@evil.example', null, '3-from-not-one'],
  ['[case 31] group', 'Team: ann@mls.example;', null, '3-from-not-plain'],
  ['[case 31] group and address', 'Team: ann@mls.example; <x@evil.example>', null, '3-from-not-one'],
  ['encoded-word address', '=?utf-8?B?YW5uQG1scy5leGFtcGxlPgA=?=@evil.example', null, '3-from-disagrees'],
  ['encoded word as the whole header', '=?utf-8?B?YW5uQG1scy5leGFtcGxl?=', null, '3-from-not-plain'],
  [
    'an encoded address beside a plain one',
    '=?utf-8?b?PGFubkBtbHMuZXhhbXBsZT4=?=,<x@evil.example>',
    null,
    '3-from-not-one',
  ],
  ['quoted local part with @', '"ann@mls.example"@evil.example', null, '3-from-not-one'],
  ['quoted local part with > and blank', '<"ann@mls.example> "@evil.example>', null, '3-from-not-one'],
  ['route', '<@mls.example,@x.example:ann@evil.example>', null, '3-from-not-one'],
  ['comment before the domain', 'ann@mls.example(x)@evil.example', null, '3-from-not-one'],
  ['comment inside', 'ann(@mls.example)@evil.example', null, '3-from-not-one'],
  ['trailing dot', 'ann@mls.example.', null, '3-from-not-plain'],
  ['[case 30] Cyrillic letter', 'аnn@mls.example', null, '3-from-not-ascii'],
  ['[case 30] full-width dot', 'ann@mls．example', null, '3-from-not-ascii'],
  ['[case 30] non-ASCII domain', 'ann@mlś.example', null, '3-from-not-ascii'],
  ['tab in the address', 'ann@\tmls.example', null, '3-from-not-plain'],
  ['two angle brackets', '<ann@mls.example> <x@evil.example>', null, '3-from-not-one'],
  ['10 KB name', `${'a'.repeat(10_000)} <x@evil.example>`, null, '3-from-missing'],
  ['empty', '', null, '3-from-missing'],
  ['undisclosed recipients', 'undisclosed-recipients:;', null, '3-from-missing'],
  ['a name only', 'Ann Lee', null, '3-from-missing'],
])('From: %s', async (_, from, address, rule) => {
  const signed = await sign(mail({ headers: { From: from } }), evil).catch(() => mail({ headers: { From: from } }));
  const judged = await judgeText(signed);
  expect({ rule: judged.rule, from: judged.from }).toEqual({ rule, from: address });
});

test('From: missing', async () => {
  expect(await judgeText(mail({ headers: { From: null } }))).toMatchObject({ rule: '3-from-missing', from: null });
});

test('[case 30] a lookalike domain is proved only as itself', async () => {
  const signed = await sign(mail({ headers: { From: 'ann@xn--ml-xka.example' } }), { domain: 'xn--ml-xka.example' });
  expect(await judgeText(signed)).toMatchObject({ verdict: 'unverifiable', from: 'ann@xn--ml-xka.example' });
});
