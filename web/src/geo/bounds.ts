import { maxLatitude } from './tiles';

export type Bounds = [west: number, south: number, east: number, north: number];

export const world: Bounds = [-180, -maxLatitude, 180, maxLatitude];

export function union(all: Iterable<Bounds>): Bounds | null {
  let result: Bounds | null = null;
  for (const [w, s, e, n] of all) {
    result =
      result === null
        ? [w, s, e, n]
        : [Math.min(result[0], w), Math.min(result[1], s), Math.max(result[2], e), Math.max(result[3], n)];
  }
  return result;
}

/** The box around lines; null when there is none. */
export function boundsOfLines(
  lines: Iterable<readonly (readonly [lon: number, lat: number])[]>,
): Bounds | null {
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines) {
    for (const [lon, lat] of line) {
      w = Math.min(w, lon);
      e = Math.max(e, lon);
      s = Math.min(s, lat);
      n = Math.max(n, lat);
    }
  }
  return w > e ? null : [w, s, e, n];
}

export function overlap(a: Bounds, b: Bounds): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}

/** The box grown by a share of its size on each side, within the world. */
export function grow([w, s, e, n]: Bounds, share: number): Bounds {
  const dx = (e - w) * share;
  const dy = (n - s) * share;
  return [
    Math.max(-180, w - dx),
    Math.max(-maxLatitude, s - dy),
    Math.min(180, e + dx),
    Math.min(maxLatitude, n + dy),
  ];
}
