import { noLimits } from '../../domain/limits';
import type { Form } from '../../web/bodies';
import { dayAt } from '../../web/conditions-form';
import { pageVerdicts, readDecision } from '../../web/decision-form';

const today = '2026-08-30';
const read = (form: Form) => readDecision({ code: 'ACDEFG', reason: 'because', ...form }, today, pageVerdicts);

test.each<[string, Form, object]>([
  ['approve', { verdict: 'approve' }, { verdict: 'approve', limits: noLimits }],
  ['deny', { verdict: 'deny' }, { verdict: 'deny' }],
  ['ask', { verdict: 'ask' }, { verdict: 'ask' }],
  ['recuse', { verdict: 'recuse', reason: '' }, { verdict: 'recuse' }],
  ['propose', { verdict: 'propose', planId: 'p' }, { verdict: 'propose', planId: 'p' }],
  ['delegate', { verdict: 'delegate', toId: 'raj' }, { verdict: 'delegate', toId: 'raj', awayUntil: null }],
  [
    'delegate to the end of today',
    { verdict: 'delegate', toId: 'raj', awayUntil: today },
    { verdict: 'delegate', toId: 'raj', awayUntil: today },
  ],
])('%s is read with what belongs to it', (_, form, act) => {
  expect(read(form)).toMatchObject({ act, code: 'ACDEFG' });
});

test.each<[string, Form, object]>([
  ['both boxes', { readOnly: 'yes', noReplication: 'yes' }, { readOnly: true, noReplication: true }],
  ['today as the last day', { until: today }, { until: today }],
  [
    'domains on lines and with commas, each once',
    { domains: 'A.example.com,\nb.example.com.; a.example.com' },
    { domains: ['a.example.com', 'b.example.com'] },
  ],
  ['a domain in another script', { domains: 'münchen.example' }, { domains: ['xn--mnchen-3ya.example'] }],
  [
    'addresses of all kinds, in one spelling',
    { ips: '192.0.2.7 192.0.2.0/24\n2001:DB8:0:0::1, 2001:db8::/032' },
    { ips: ['192.0.2.7', '192.0.2.0/24', '2001:db8::1', '2001:db8::/32'] },
  ],
  ['a user agent', { userAgent: ' Foxglove/2 ' }, { userAgent: 'Foxglove/2' }],
])('conditions: %s', (_, form, limits) => {
  expect(read({ verdict: 'approve', ...form })).toMatchObject({
    act: { verdict: 'approve', limits: { ...noLimits, ...limits } },
  });
});

test.each<[string, Form, string]>([
  ['nothing chosen', { verdict: undefined }, 'verdict'],
  ['an act that is no page answer', { verdict: 'disown' }, 'verdict'],
  ['a decline without a reason', { verdict: 'deny', reason: ' ' }, 'reason'],
  ['a question without words', { verdict: 'ask', reason: '' }, 'reason'],
  ['a proposal without a reason', { verdict: 'propose', planId: 'p', reason: '' }, 'reason'],
  ['a reason of great length', { verdict: 'recuse', reason: 'x'.repeat(2_001) }, 'reason'],
  ['no plan', { verdict: 'propose', planId: '' }, 'planId'],
  ['no person', { verdict: 'delegate', toId: '' }, 'toId'],
  ['away until yesterday', { verdict: 'delegate', toId: 'raj', awayUntil: '2026-08-29' }, 'awayUntil'],
  ['a last day that is over', { verdict: 'approve', until: '2026-08-29' }, 'until'],
  ['a last day that never comes', { verdict: 'approve', until: '2027-02-30' }, 'until'],
  ['a date in words', { verdict: 'approve', until: 'next year' }, 'until'],
  ['an address for a domain', { verdict: 'approve', domains: 'https://a.example.com/' }, 'domains'],
  ['a bare name', { verdict: 'approve', domains: 'localhost' }, 'domains'],
  ['numbers for a domain', { verdict: 'approve', domains: '192.0.2.7' }, 'domains'],
  ['a wild card', { verdict: 'approve', domains: '*.example.com' }, 'domains'],
  ['a domain for an address', { verdict: 'approve', ips: 'a.example.com' }, 'ips'],
  ['a block that is too narrow', { verdict: 'approve', ips: '192.0.2.0/33' }, 'ips'],
  ['half a block', { verdict: 'approve', ips: '192.0.2.0/' }, 'ips'],
  ['an address with a zone', { verdict: 'approve', ips: 'fe80::1%eth0' }, 'ips'],
  ['a hundred addresses', { verdict: 'approve', ips: '192.0.2.1 '.repeat(100) }, 'ips'],
  ['a user agent of great length', { verdict: 'approve', userAgent: 'x'.repeat(201) }, 'userAgent'],
  ['half a code', { verdict: 'approve', code: 'ACD' }, 'code'],
])('%s: the error stands at its field and nowhere else', (_, form, field) => {
  const outcome = read(form);
  const errors = 'errors' in outcome ? Object.values(outcome.errors).filter((error) => error !== null) : [];
  expect(errors.map((error) => error.field)).toEqual([field]);
  expect(errors[0]!.remedy).toMatch(/\.$/);
});

test('the day is that of the MLS', () => {
  const lateEvening = Date.parse('2026-08-30T03:00:00Z');
  expect(dayAt(lateEvening, 'America/New_York')).toBe('2026-08-29');
  expect(dayAt(lateEvening, 'UTC')).toBe('2026-08-30');
});
