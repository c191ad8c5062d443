import type { Window } from '../api/weather';

/** What is drawn of windows: their means at their ends, with the deviation around; null where a window is empty, or is missing. */
export interface Bands {
  x: number[];
  mean: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
  /** Empty windows as spans. */
  empty: { from: number; to: number }[];
}

/** Directions that go round: the shorter way is drawn. */
const round = 360;

/** The bands of windows, oldest first. A gap of the log of more than one window is a gap of the curve as well. */
export function bandsOf(
  windows: readonly Window[],
  direction = false,
  least = -Infinity,
  most = Infinity,
): Bands {
  const bands: Bands = { x: [], mean: [], low: [], high: [], empty: [] };
  const add = (x: number, mean: number | null, deviation: number) => {
    bands.x.push(x);
    bands.mean.push(mean);
    bands.low.push(mean === null ? null : Math.max(least, mean - deviation));
    bands.high.push(mean === null ? null : Math.min(most, mean + deviation));
  };
  let before: Window | undefined;
  for (const window of windows) {
    if (before !== undefined && window.start > before.end) add((before.end + window.start) / 2, null, 0);
    add(window.end, window.mean, window.deviation ?? 0);
    // North lies at both ends: a curve that crosses it is broken there.
    if (
      direction &&
      before?.mean != null &&
      window.mean !== null &&
      Math.abs(window.mean - before.mean) > round / 2
    ) {
      const last = bands.x.length - 1;
      bands.x.splice(last, 0, (before.end + window.end) / 2);
      for (const column of [bands.mean, bands.low, bands.high]) column.splice(last, 0, null);
    }
    if (window.count === 0) {
      const open = bands.empty.at(-1);
      if (open !== undefined && open.to === window.start) open.to = window.end;
      else bands.empty.push({ from: window.start, to: window.end });
    }
    before = window;
  }
  return bands;
}
