import type { Choice } from './pages/form-models';

/** For how many days a key that is being replaced goes on. */
export function overlapChoices(days: readonly number[], chosen: number): readonly Choice[] {
  return days.map((each) => ({ value: String(each), label: overlapWords(each), isChosen: each === chosen }));
}

function overlapWords(days: number): string {
  if (days === 0) return 'No longer: it ends with the pickup of the new one';
  return days === 1 ? 'One more day' : `${days} more days`;
}
