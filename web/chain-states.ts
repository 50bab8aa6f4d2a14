/**
 * Where a step stands. `current`: asked now; `later`: its turn comes; `not-reached`: the request ended before it was decided;
 * `exempt`: it asks nobody. A step that staff vouched for is `done`.
 */
export const stepStates = [
  'done',
  'current',
  'later',
  'denied',
  'lapsed',
  'withdrawn',
  'revoked',
  'not-reached',
  'exempt',
] as const;
export type StepState = (typeof stepStates)[number];

/**
 * Where somebody stands at a step. `asked-back`: asked the developer and waits; `handed-on`: somebody else speaks in their place now;
 * `not-needed`: somebody else's answer was enough, the step asks nobody, or the request ended.
 */
export const personStates = [
  'approved',
  'denied',
  'asked',
  'asked-back',
  'recused',
  'handed-on',
  'later',
  'not-needed',
] as const;
export type PersonState = (typeof personStates)[number];
