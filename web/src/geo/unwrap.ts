import { maxLatitude } from './tiles';

type Position = number[];

/**
 * A ring without leaps over the antimeridian: longitudes go on beyond 180 degrees instead. A ring around a pole, which
 * cannot close that way, is closed along the pole's edge of the map.
 */
export function unwrap(ring: readonly Position[]): Position[] {
  let offset = 0;
  const result: Position[] = [];
  ring.forEach(([lon = 0, lat = 0], i) => {
    const before = ring[i - 1]?.[0] ?? lon;
    if (lon - before > 180) offset -= 360;
    else if (before - lon > 180) offset += 360;
    result.push([lon + offset, Math.min(maxLatitude, Math.max(-maxLatitude, lat))]);
  });
  if (offset !== 0) {
    const [first, last] = [result[0]!, result.at(-1)!];
    const pole = (first[1] ?? 0) < 0 ? -maxLatitude : maxLatitude;
    result.push([last[0]!, pole], [first[0]!, pole], first);
  }
  return result;
}
