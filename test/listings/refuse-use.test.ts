import { type Limits, noLimits } from '../../domain/limits';
import { refuseUse } from '../../listings/refuse-use';

const visit = { day: '2026-11-24', address: '192.0.2.7', userAgent: 'FoxgloveSync/2.1 (linux)' };

const cases: readonly (readonly [Partial<Limits>, Partial<typeof visit>, RegExp | undefined])[] = [
  [{}, {}, undefined],
  [{ until: '2026-11-24' }, {}, undefined],
  [{ until: '2026-11-23' }, {}, /no longer valid: its last day was 2026-11-23/],
  [{ ips: ['192.0.2.7'] }, {}, undefined],
  [{ ips: ['192.0.2.8', '192.0.2.0/29'] }, {}, undefined],
  [{ ips: ['192.0.2.8', '198.51.100.0/24'] }, {}, /this address/],
  [{ ips: ['192.0.2.0/24'] }, { address: '::ffff:192.0.2.7' }, undefined],
  [{ ips: ['192.0.2.0/24'] }, { address: '::ffff:192.0.3.7' }, /this address/],
  [{ ips: ['2001:db8::/32'] }, { address: '2001:db8:0:1::9' }, undefined],
  [{ ips: ['2001:db8::/32'] }, { address: '2001:db9::9' }, /this address/],
  [{ ips: ['0.0.0.0/0'] }, { address: '2001:db8::1' }, /this address/],
  [{ ips: ['fe80::1'] }, { address: 'fe80::1%eth0' }, undefined],
  [{ ips: ['192.0.2.7'] }, { address: '' }, /this address/],
  [{ userAgent: 'FoxgloveSync/' }, {}, undefined],
  [{ userAgent: 'FoxgloveSync/' }, { userAgent: 'foxglovesync/2' }, /this user agent/],
  [{ userAgent: 'FoxgloveSync/' }, { userAgent: '' }, /this user agent/],
  [{ readOnly: true, noReplication: true, domains: ['foxglove.example'] }, {}, undefined],
];

test.each(cases)('%j, used as %j: %s', (limits, more, because) => {
  const refusal = refuseUse({ ...noLimits, ...limits }, { ...visit, ...more });
  if (because === undefined) expect(refusal).toBeUndefined();
  else expect(refusal).toMatch(because);
});
