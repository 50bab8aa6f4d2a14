import { isChanged, type LineDifference, type Migration } from '../domain/migration';
import { saidBy } from '../domain/decision-words';

/** The difference between a request's chain and the MLS's present one, for a terminal. */
export function migrationLines(migration: Migration): readonly string[] {
  const { from, to, isSame, steps, rest, lost, asked, before, after } = migration;
  if (isSame) return [`The request follows the present chain, version ${to}. There is nothing to move.`];
  return [
    `Version ${from} -> ${to}`,
    ...steps.flatMap(({ title, change, lines }) => [
      `${marks[change]} ${title} (${change})`,
      ...(change === 'changed' ? changedLines(lines) : []),
      ...(change === 'added' ? addedLines(lines) : []),
    ]),
    ...changedLines(rest),
    `Now:   ${before.state}: ${before.because}`,
    `After: ${after.state}: ${after.because}`,
    ...lost.map((decision) => `Counts no more: ${saidBy(decision)} (${decision.stepId})`),
    ...asked.map(({ approver, title }) => `Newly asked: ${approver.name} at "${title}"`),
  ];
}

const marks = { added: '+', removed: '-', changed: '~', same: ' ' } as const;

function changedLines(lines: readonly LineDifference[]): readonly string[] {
  return lines
    .filter(isChanged)
    .map(({ label, before, after }) => `    ${label}: ${before ?? '(none)'} -> ${after ?? '(none)'}`);
}

function addedLines(lines: readonly LineDifference[]): readonly string[] {
  return lines.flatMap(({ label, after }) => (label === 'Title' || after === null ? [] : [`    ${label}: ${after}`]));
}
