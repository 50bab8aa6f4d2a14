import type { ChainDefinition } from '../domain/definition';
import type { Directory } from '../store/port';
import { closedDaysOf } from './holidays';

export const operatorId = 'operator';
export const demoPlanId = 'operator-demo';

/**
 * The operator as the directory knows it: beside the MLSs, with the one plan that a registration asks for, and the desk that reviews it.
 * Registrations then go the way of every request.
 */
export function operatorDirectory(operator: {
  readonly name: string;
  readonly email: string;
  readonly timeZone: string;
}): Directory {
  const { name, email, timeZone } = operator;
  return {
    mlses: [{ id: operatorId, name, state: '', timeZone, closedDays: closedDaysOf('') }],
    approvers: [{ id: 'review-desk', mlsId: operatorId, name: 'Review desk', email, title: name }],
    plans: [
      {
        id: demoPlanId,
        mlsId: operatorId,
        name: 'Demo access',
        description: 'Example data, to try the API with. What a live key may see depends on the MLS.',
        role: 'idx',
        keyKind: 'bearer',
        keyHolders: ['generic-agent'],
        priceMinor: 0,
        currency: 'USD',
        termsVersion: '2026-01',
        terms: 'Demo credentials read example data only. Do not publish it.',
        chain: review,
      },
    ],
    developers: [],
  };
}

/** A registration is activated within three business days, or staff are called. */
const review: ChainDefinition = {
  version: 1,
  informed: [],
  stopMinutes: 0,
  steps: [
    {
      id: 'review',
      title: 'Review of the registration',
      approvers: ['review-desk'],
      fallback: [],
      alternates: [],
      quorum: 'any',
      denials: 1,
      accepts: ['link+code', 'signed-in'],
      clock: { remind: [1, 2], escalate: null, callStaff: 3, lapse: 20 },
      when: null,
      satisfiedWhen: null,
    },
  ],
};
