// Curves over a common axis: time, or numbers such as ticks. Pure: what is drawn of them, and what they say at a place.

/** One value for each place of the axis; null where it is not known. */
export type Values = readonly (number | null)[];

export interface Curve {
  key: string;
  /** What it counts, as the legend says it. */
  label: string;
  colour: string;
  /** Lengths of dashes and gaps, pixels; empty for a whole line. */
  dash?: readonly number[];
  values: Values;
  /** How far it may be off: lowest and highest value at each place. */
  spread?: { low: Values; high: Values };
}

/** The columns that are drawn: the axis first, then each curve, with the spread of those that have one below it. */
export interface Drawing {
  columns: (readonly (number | null)[])[];
  lines: {
    curve: number;
    /** A line of a spread is not drawn itself. */
    hidden: boolean;
  }[];
  /** Pairs of columns between which a colour lies, the upper one first; the lowest curve of a stack lies on the axis. */
  fills: { between: [upper: number, lower: number]; curve: number; spread: boolean }[];
}

/** On top of each other the first curve lies lowest, and spreads are left out: they would say nothing there. */
export function drawingOf(x: readonly number[], curves: readonly Curve[], stacked: boolean): Drawing {
  const drawing: Drawing = { columns: [x], lines: [], fills: [] };
  const add = (column: Values, curve: number, hidden: boolean) => {
    drawing.columns.push(column);
    drawing.lines.push({ curve, hidden });
    return drawing.columns.length - 1;
  };
  let floor: number[] = x.map(() => 0);
  let below = 0;
  curves.forEach(({ values, spread }, curve) => {
    if (!stacked) {
      if (spread !== undefined) {
        const low = add(spread.low, curve, true);
        const high = add(spread.high, curve, true);
        drawing.fills.push({ between: [high, low], curve, spread: true });
      }
      add(values, curve, false);
      return;
    }
    floor = floor.map((height, i) => height + (values[i] ?? 0));
    const column = add(floor, curve, false);
    drawing.fills.push({ between: [column, below], curve, spread: false });
    below = column;
  });
  return drawing;
}

/** The place of the axis that is nearest to a value; null where there is none. */
export function nearest(x: readonly number[], value: number): number | null {
  if (x.length === 0) return null;
  let low = 0;
  let high = x.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low > 0 && value - x[low - 1]! <= x[low]! - value ? low - 1 : low;
}

/** Lays curves of different places over each other: all places, and null where a curve has no value. */
export function aligned(curves: readonly (readonly { x: number; value: number }[])[]): {
  x: number[];
  values: (number | null)[][];
} {
  const x = [...new Set(curves.flatMap((curve) => curve.map((point) => point.x)))].sort((a, b) => a - b);
  const at = new Map(x.map((place, i) => [place, i]));
  const values = curves.map((curve) => {
    const column: (number | null)[] = x.map(() => null);
    for (const point of curve) column[at.get(point.x)!] = point.value;
    return column;
  });
  return { x, values };
}

/** The last known value at a place or before it; null before the first. */
export function valueAt(values: Values, place: number): number | null {
  for (let i = place; i >= 0; i--) {
    const value = values[i];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}

/** What a key does to the place that is read; null for a key that does nothing. */
export function placeAfter(key: string, place: number, count: number): number | null {
  const step: Record<string, number> = {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageDown: -Math.max(1, Math.round(count / 10)),
    PageUp: Math.max(1, Math.round(count / 10)),
    Home: -count,
    End: count,
  };
  const by = step[key];
  return by === undefined ? null : Math.min(count - 1, Math.max(0, place + by));
}
