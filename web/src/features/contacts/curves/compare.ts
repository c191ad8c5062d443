import { aligned } from '../../../ui/curves/curve';
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

/** The values of a state over ticks, from the first tick of any run to the last; null where a run has none. */
export function comparedValues(
  runs: readonly ComparedRun[],
  state: Health | 'deadInfected',
): ReturnType<typeof aligned> {
  return aligned(runs.map(({ points }) => points.map((point) => ({ x: point.tick, value: point[state] }))));
}
