import type { Counts, Health, Statistics } from '../api/contacts';

/** The states from the lowest band to the topmost. */
export const bands: readonly Health[] = ['infected', 'exposed', 'immune', 'susceptible', 'dead'];

export interface Frame {
  /** First and last moment, Unix milliseconds. */
  from: number;
  to: number;
  /** The largest value. */
  most: number;
  width: number;
  height: number;
}

export function frameOf(
  points: readonly Counts[],
  most: number,
  width: number,
  height: number,
): Frame | null {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || last.t <= first.t) return null;
  return { from: first.t, to: last.t, most: Math.max(1, most), width, height };
}

const round = (value: number) => Math.round(value * 10) / 10;

export const xOf = ({ from, to, width }: Frame, t: number) => round(((t - from) / (to - from)) * width);
export const yOf = ({ most, height }: Frame, value: number) => round(height - (value / most) * height);

/** The moment at a place of the curves. */
export function momentAt({ from, to, width }: Frame, x: number): number {
  return from + Math.min(1, Math.max(0, x / width)) * (to - from);
}

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

export interface Band {
  state: Health;
  /** The outline of the band, as the path of an SVG. */
  path: string;
  /** Middle of the band at the right end and how thick it is there, pixels. */
  end: { y: number; thick: number };
}

/** The states on top of each other; those in which nobody ever is are left out. */
export function bandsOf(points: readonly Counts[], frame: Frame, shown: readonly Health[]): Band[] {
  const floor = new Float64Array(points.length);
  return bands
    .filter((state) => shown.includes(state))
    .map((state) => {
      const above: string[] = [];
      const below: string[] = [];
      let end = { y: 0, thick: 0 };
      points.forEach((point, i) => {
        const x = xOf(frame, point.t);
        const low = yOf(frame, floor[i]!);
        floor[i]! += point[state];
        const high = yOf(frame, floor[i]!);
        above.push(`${x},${high}`);
        below.push(`${x},${low}`);
        end = { y: (low + high) / 2, thick: low - high };
      });
      return { state, path: `M${above.join('L')}L${below.reverse().join('L')}Z`, end };
    });
}

/** A line through the values over time. */
export function lineOf(points: readonly { t: number; value: number }[], frame: Frame): string {
  return points
    .map(({ t, value }, i) => `${i === 0 ? 'M' : 'L'}${xOf(frame, t)},${yOf(frame, value)}`)
    .join('');
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
