import { bothLimits, type Limits, limitWords, noLimits } from '../../domain/limits';

const limits = (more: Partial<Limits>): Limits => ({ ...noLimits, ...more });

test.each<[name: string, Partial<Limits>, Partial<Limits>, Partial<Limits> | undefined]>([
  ['none and none', {}, {}, {}],
  ['read only wins', { readOnly: true }, {}, { readOnly: true }],
  ['so does no copy', {}, { noReplication: true }, { noReplication: true }],
  ['the earlier day', { until: '2027-02-01' }, { until: '2027-01-31' }, { until: '2027-01-31' }],
  ['a day and none', { until: '2027-02-01' }, {}, { until: '2027-02-01' }],
  ['addresses and none', {}, { ips: ['192.0.2.1'] }, { ips: ['192.0.2.1'] }],
  [
    'addresses of both',
    { ips: ['192.0.2.1', '192.0.2.2'] },
    { ips: ['192.0.2.2', '192.0.2.3'] },
    { ips: ['192.0.2.2'] },
  ],
  ['no address in common', { ips: ['192.0.2.1'] }, { ips: ['192.0.2.2'] }, undefined],
  ['domains of both', { domains: ['a.example', 'b.example'] }, { domains: ['b.example'] }, { domains: ['b.example'] }],
  ['no domain in common', { domains: ['a.example'] }, { domains: ['b.example'] }, undefined],
  ['the same user agent', { userAgent: 'Acme' }, { userAgent: 'Acme' }, { userAgent: 'Acme' }],
  ['one user agent', {}, { userAgent: 'Acme' }, { userAgent: 'Acme' }],
  ['two user agents', { userAgent: 'Acme' }, { userAgent: 'Other' }, undefined],
  [
    'several kinds at once',
    { readOnly: true, domains: ['a.example'] },
    { until: '2027-01-31' },
    { readOnly: true, domains: ['a.example'], until: '2027-01-31' },
  ],
])('%s, in either order', (_name, one, other, expected) => {
  const together = expected && limits(expected);
  expect(bothLimits(limits(one), limits(other))).toEqual(together);
  expect(bothLimits(limits(other), limits(one))).toEqual(together);
});

test('in words', () => {
  expect(limitWords(noLimits)).toEqual([]);
  const all = {
    readOnly: true,
    ips: ['192.0.2.1', '192.0.2.2'],
    userAgent: 'Acme',
    noReplication: true,
    until: '2027-01-31',
    domains: ['a.example'],
  };
  expect(limitWords(all)).toEqual([
    'read only',
    'no copy of the data set',
    'until 2027-01-31',
    'only on a.example',
    'only from 192.0.2.1, 192.0.2.2',
    'only by the user agent Acme',
  ]);
});
