import type { PersonState, StepState } from './chain-states';

/** Shapes that tell states apart without colour: outlines in a square of 12 units. */
const ring = 'M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10z';
const tick = 'M3.4 6.2l1.9 1.9l3.4-4';
const cross = 'M4 4l4 4M8 4l-4 4';
const bar = 'M3.5 6h5';

const stepShapes: Readonly<Record<StepState, string>> = {
  done: `${ring}${tick}`,
  current: `${ring}M6 4.5a1.5 1.5 0 1 0 0 3a1.5 1.5 0 1 0 0-3z`,
  later: ring,
  denied: `${ring}${cross}`,
  lapsed: `${ring}M6 3.2v2.8l2 1.4`,
  withdrawn: `${ring}M8.5 6h-5M5.4 4l-2 2l2 2`,
  revoked: `${ring}M2.6 2.6l6.8 6.8`,
  'not-reached': `${ring}${bar}`,
  exempt: 'M2 3l3 3l-3 3M6 3l3 3l-3 3',
};

const personShapes: Readonly<Record<PersonState, string>> = {
  approved: 'M1.5 6.5l3 3l6-7',
  denied: 'M2 2l8 8M10 2l-8 8',
  asked: `${ring}M6 4.5a1.5 1.5 0 1 0 0 3a1.5 1.5 0 1 0 0-3z`,
  'asked-back': 'M3 3.8a3 3 0 1 1 4.4 2.7q-1.4.8-1.4 2.2M6 10.7v.6',
  recused: 'M9.5 10.5v-6h-7M5.5 1.5l-3 3l3 3',
  'handed-on': 'M1.5 6h9M7 2.5l3.5 3.5l-3.5 3.5',
  later: ring,
  'not-needed': 'M3 6h1.6M7.4 6h1.6',
};

export function stepMark(state: StepState, x: number, y: number): string {
  return mark(stepShapes[state], x, y);
}

export function personMark(state: PersonState, x: number, y: number): string {
  return mark(personShapes[state], x, y);
}

function mark(shape: string, x: number, y: number): string {
  return `<path class="mark" transform="translate(${x} ${y})" d="${shape}" fill="none" stroke="currentColor" stroke-width="1.6"/>`;
}
