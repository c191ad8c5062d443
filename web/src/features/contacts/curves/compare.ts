import type { Counts, Health } from '../api/contacts';

export interface ComparedRun {
  name: string;
  points: readonly Counts[];
}

export interface Summary {
  name: string;
  people: number;
  /** Most infected people at once, and at which tick. */
  peak: number;
  peakTick: number;
  dead: number;
  deadInfected: number;
}

/** What a run came to, for a table beside the curves. */
export function summaryOf({ name, points }: ComparedRun): Summary | null {
  const last = points.at(-1);
  if (last === undefined) return null;
  const peak = points.reduce((most, point) => (point.infected > most.infected ? point : most), points[0]!);
  return {
    name,
    people: last.all,
    peak: peak.infected,
    peakTick: peak.tick,
    dead: last.dead,
    deadInfected: last.deadInfected,
  };
}

/** The curves of a state over ticks, from the first tick of any run to the last, with one scale for all. */
export function comparedLines(
  runs: readonly ComparedRun[],
  state: Health | 'deadInfected',
  width: number,
  height: number,
): { paths: string[]; most: number; from: number; to: number } {
  const all = runs.flatMap(({ points }) => points);
  const from = all.reduce((least, { tick }) => Math.min(least, tick), Infinity);
  const to = all.reduce((most, { tick }) => Math.max(most, tick), -Infinity);
  const most = all.reduce((most, point) => Math.max(most, point[state]), 1);
  const across = Math.max(1, to - from);
  const round = (value: number) => Math.round(value * 10) / 10;
  const paths = runs.map(({ points }) =>
    points
      .map(
        (point, i) =>
          `${i === 0 ? 'M' : 'L'}${round(((point.tick - from) / across) * width)},${round(height - (point[state] / most) * height)}`,
      )
      .join(''),
  );
  return { paths, most, from: all.length === 0 ? 0 : from, to: all.length === 0 ? 0 : to };
}
