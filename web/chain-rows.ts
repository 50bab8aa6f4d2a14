/** How a picture of steps is divided into rows: each step stands below all that it comes after. */

export interface Node {
  readonly id: string;
  readonly after: readonly string[];
}

/** A place in a row: a step, or a lane that a line takes past the steps of this row. */
export interface Cell {
  readonly key: string;
  /** The step; null for a lane, the start and the end. */
  readonly step: string | null;
  readonly isLane: boolean;
}

/** A line from a step to one that comes after it, through the lanes between them. */
export interface Line {
  readonly from: string;
  readonly to: string;
  readonly lanes: readonly string[];
}

export interface Rows {
  /** From the start to the end; each from left to right. */
  readonly rows: readonly (readonly Cell[])[];
  readonly lines: readonly Line[];
}

/** Keys of the two places that are no steps; no step's key can be the same, since those begin with "step ". */
export const start = 'start';
export const end = 'end';
export const keyOf = (stepId: string) => `step ${stepId}`;

export function rowsOf(steps: readonly Node[]): Rows {
  const levels = levelsOf(steps);
  const depth = Math.max(0, ...levels.values()) + 1;
  const lines = linesOf(steps, levels).map(({ from, to }): Line => {
    const [above, below] = [levels.get(from) ?? 0, levels.get(to) ?? depth];
    const lanes = Array.from({ length: below - above - 1 }, (_, index) => `lane ${above + index + 1} ${from} ${to}`);
    return { from, to, lanes };
  });
  const rows: (readonly Cell[])[] = [[{ key: start, step: null, isLane: false }]];
  for (let level = 1; level < depth; level++) {
    const here = steps
      .filter(({ id }) => levels.get(keyOf(id)) === level)
      .map(({ id }): Cell => ({ key: keyOf(id), step: id, isLane: false }));
    const lanes = lines
      .flatMap((line) => line.lanes)
      .filter((key) => key.startsWith(`lane ${level} `))
      .map((key): Cell => ({ key, step: null, isLane: true }));
    rows.push(inOrder([...here, ...lanes], rows[level - 1]!, lines));
  }
  return { rows: [...rows, [{ key: end, step: null, isLane: false }]], lines };
}

/** The row of each step: one below the lowest of those it comes after. Steps that wait for one another follow in their order. */
function levelsOf(steps: readonly Node[]): ReadonlyMap<string, number> {
  const levels = new Map<string, number>();
  const known = new Set(steps.map(({ id }) => id));
  const left = new Set(steps);
  while (left.size > 0) {
    const [first] = left;
    const next = [...left].find(({ after }) => after.every((id) => !known.has(id) || levels.has(keyOf(id)))) ?? first!;
    levels.set(keyOf(next.id), 1 + Math.max(0, ...next.after.map((id) => levels.get(keyOf(id)) ?? 0)));
    left.delete(next);
  }
  return levels;
}

/** The lines to draw: none that a longer way says already. */
function linesOf(steps: readonly Node[], levels: ReadonlyMap<string, number>) {
  const above = new Map(
    steps.map(({ id, after }) => {
      const own = levels.get(keyOf(id))!;
      return [keyOf(id), after.map(keyOf).filter((key) => (levels.get(key) ?? Infinity) < own)];
    }),
  );
  const reaches = (from: string, to: string): boolean =>
    (above.get(to) ?? []).some((each) => each === from || reaches(from, each));
  const between = [...above].flatMap(([to, all]) =>
    all.length === 0
      ? [{ from: start, to }]
      : all.filter((from) => !all.some((other) => reaches(from, other))).map((from) => ({ from, to })),
  );
  const last = [...above.keys()].filter((key) => !between.some(({ from }) => from === key));
  const toEnd = last.length > 0 ? last.map((from) => ({ from, to: end })) : [{ from: start, to: end }];
  return [...between, ...toEnd];
}

/** A row sorted by where its lines come from, so that few of them cross. */
function inOrder(cells: readonly Cell[], previous: readonly Cell[], lines: readonly Line[]): readonly Cell[] {
  const place = new Map(previous.map(({ key }, index) => [key, (index + 0.5) / previous.length]));
  const middleOf = ({ key }: Cell): number => {
    const from = lines.flatMap((line) => {
      const way = [line.from, ...line.lanes, line.to];
      return way.flatMap((each, index) => (way[index + 1] === key ? [place.get(each) ?? 0.5] : []));
    });
    return from.reduce((sum, each) => sum + each, 0) / Math.max(1, from.length);
  };
  return cells.toSorted((a, b) => middleOf(a) - middleOf(b));
}
