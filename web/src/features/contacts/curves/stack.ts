import type { Curve } from '../../../ui/curves/curve';
import type { Counts, Health, Statistics } from '../api/contacts';
import { dashes } from '../field/symbols';
import { looks, statesIn } from '../state/look';

/** The states from the lowest band to the topmost. */
export const bands: readonly Health[] = ['infected', 'exposed', 'immune', 'susceptible', 'dead'];

/** The last point that is not after the moment; null before the first. */
export function pointAt<P extends { t: number }>(points: readonly P[], t: number): P | null {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.t <= t) low = middle + 1;
    else high = middle;
  }
  return points[low - 1] ?? null;
}

/** The curves of the states, from the lowest band to the topmost; those in which nobody ever is are left out. */
export function curvesOf(points: readonly Counts[], mode: 'light' | 'dark'): Curve[] {
  const shown = statesIn(points);
  return bands
    .filter((state) => shown.includes(state))
    .map((state) => ({
      key: state,
      label: looks[state].label,
      colour: looks[state][mode],
      dash: dashes[state],
      values: points.map((point) => point[state]),
    }));
}

/**
 * The newest reproduction number that is complete: of people who were infected so long before the tick that they infect nobody any more.
 */
export function newestReproduction(
  { reproduction }: Statistics,
  tick: number,
  infectiousTicks: number,
): number | null {
  const window = windowOf(reproduction);
  return (
    reproduction.findLast(({ from, mean }) => mean !== null && from + window + infectiousTicks <= tick)
      ?.mean ?? null
  );
}

/** The reproduction number of the stretch that holds the tick; null where nobody was infected in it. */
export function reproductionAt({ reproduction }: Statistics, tick: number): number | null {
  const stretch = reproduction.findLast(({ from }) => from <= tick);
  const next = reproduction.find(({ from }) => from > tick);
  // After the last stretch nobody has been infected.
  if (stretch === undefined || (next === undefined && tick >= stretch.from + windowOf(reproduction)))
    return null;
  return stretch.mean;
}

/** Ticks of a stretch. */
export function windowOf(reproduction: Statistics['reproduction']): number {
  const [first, second] = reproduction;
  return first === undefined || second === undefined ? 10 : second.from - first.from;
}
