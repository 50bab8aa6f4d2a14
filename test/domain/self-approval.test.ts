import type { Chain } from '../../domain/chain';
import { act, approver, chain, decision, step } from '../support/samples';
import { refusedAt } from './judged';

describe('[case 13] nobody approves their own request in disguise', () => {
  const spellings = [
    'dana.lee@gmail.com',
    'Dana.Lee@GMail.com',
    'danalee@gmail.com',
    'd.a.n.a.l.e.e+mls@googlemail.com',
  ];
  test.each(spellings)('%s', (email) => {
    const dana = { ...approver('dana'), email };
    const given: Chain = {
      ...chain(step('mls', [], { approvers: [dana, approver('ann')] })),
      barred: ['danalee@gmail.com'],
    };
    expect(refusedAt(given, {}, decision('mls', 'dana', 'approve', 5, { approver: dana }))?.code).toBe('self-approval');
    expect(refusedAt(given, {}, act('mls', 'ann', { verdict: 'delegate', to: { ...dana, id: 'x' } }, 5))?.code).toBe(
      'self-approval',
    );
    expect(refusedAt(given, {}, decision('mls', 'ann', 'approve', 5))).toBeUndefined();
  });
});
