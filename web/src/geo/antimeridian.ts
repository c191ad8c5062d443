import { maxLatitude } from './tiles';

export type Position = number[];

/**
 * The pieces of a polygon's outer ring that crosses the antimeridian, each within 180 degrees west and east; a ring that
 * does not cross it is its own only piece. A ring around a pole is closed along the edge of the Mercator map.
 */
export function pieces(ring: readonly Position[]): Position[][] {
  const whole = unwrapped(ring);
  if (whole.every(([lon = 0]) => lon >= -180 && lon <= 180)) return [whole];
  return [-360, 0, 360]
    .map((shift) => whole.map(([lon = 0, lat = 0]) => [lon + shift, lat]))
    .map((shifted) => clipped(clipped(shifted, -180, 1), 180, -1))
    .filter((piece) => piece.length > 3);
}

/** Longitudes that go on beyond 180 degrees instead of leaping to the other side. */
function unwrapped(ring: readonly Position[]): Position[] {
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
    const pole = first[1]! < 0 ? -maxLatitude : maxLatitude;
    result.push([last[0]!, pole], [first[0]!, pole], first);
  }
  return result;
}

/** The part of a closed ring on one side of a meridian (Sutherland and Hodgman): the east by side 1, the west by -1. */
function clipped(ring: readonly Position[], meridian: number, side: 1 | -1): Position[] {
  const result: Position[] = [];
  for (let i = 1; i < ring.length; i++) {
    const [fromLon = 0, fromLat = 0] = ring[i - 1]!;
    const [toLon = 0, toLat = 0] = ring[i]!;
    const from = (fromLon - meridian) * side;
    const to = (toLon - meridian) * side;
    if (from >= 0 !== to >= 0) result.push([meridian, fromLat + ((toLat - fromLat) * from) / (from - to)]);
    if (to >= 0) result.push([toLon, toLat]);
  }
  if (result.length > 0) result.push(result[0]!);
  return result;
}

/** True when all of the inner ring's corners lie within the outer ring's box. */
export function boxHolds(outer: readonly Position[], inner: readonly Position[]): boolean {
  const lons = outer.map(([lon = 0]) => lon);
  const lats = outer.map(([, lat = 0]) => lat);
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  return inner.every(([lon = 0, lat = 0]) => lon >= west && lon <= east && lat >= south && lat <= north);
}
