import { fileResolver } from '../../../mail/inbound';

const resolve = fileResolver({
  'Mls.Example.': {
    txt: ['one', ['two ', 'pieces']],
    MX: ['10 mx.mls.example', { priority: 5, exchange: 'mx2.mls.example' }],
    A: [],
  },
  'down.example': 'SERVFAIL',
  'half.example': { TXT: 'TIMEOUT', A: ['192.0.2.1'] },
  'list.example': ['v=spf1 -all'],
  'one.example': 'v=spf1 -all',
  'object.example': { TXT: { error: 'SERVFAIL' } as unknown as string },
  'alias.example': { CNAME: ['list.example'] },
  'loop.example': { CNAME: ['loop.example'] },
});

test.each<[string, string, unknown]>([
  ['mls.example', 'TXT', [['one'], ['two ', 'pieces']]],
  [
    'MLS.EXAMPLE.',
    'mx',
    [
      { priority: 10, exchange: 'mx.mls.example' },
      { priority: 5, exchange: 'mx2.mls.example' },
    ],
  ],
  ['list.example', 'TXT', [['v=spf1 -all']]],
  ['one.example', 'TXT', [['v=spf1 -all']]],
  ['alias.example', 'TXT', [['v=spf1 -all']]],
  ['half.example', 'A', ['192.0.2.1']],
])('%s %s', async (name, type, records) => expect(await resolve(name, type)).toEqual(records));

test.each<[string, string, string]>([
  ['missing.example', 'TXT', 'ENOTFOUND'],
  ['mls.example', 'AAAA', 'ENODATA'],
  ['mls.example', 'A', 'ENODATA'],
  ['down.example', 'TXT', 'ESERVFAIL'],
  ['half.example', 'TXT', 'ETIMEOUT'],
  ['object.example', 'TXT', 'ESERVFAIL'],
  ['loop.example', 'TXT', 'ENODATA'],
])('%s %s fails with %s', async (name, type, code) => {
  await expect(resolve(name, type)).rejects.toMatchObject({ code });
});
