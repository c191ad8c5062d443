import type { Bounds } from '../../../geo/bounds';
import { boundsOfQuadkey, quadkeyOf } from '../../../geo/tiles';
import type { CellRow, VehicleRow } from '../api/types';

/** What the map and the panel show of a quadrant at any moment. */
export interface QuadrantFigures {
  quadkey: string;
  bounds: Bounds;
  positionsPerSecond: number;
  vehicles: number;
}

/**
 * The quadrants of a moment of the history, the busiest first: rates from the cells, which count the positions of the seconds before it, and
 * vehicles from where each was. Cells larger than a quadrant tell no rates.
 */
export function quadrantsAt(
  vehicles: readonly VehicleRow[],
  cells: readonly CellRow[],
  zoom: number,
  seconds: number,
): QuadrantFigures[] {
  const found = new Map<string, QuadrantFigures>();
  const of = (quadkey: string) => {
    let figures = found.get(quadkey);
    if (figures === undefined) {
      figures = { quadkey, bounds: boundsOfQuadkey(quadkey), positionsPerSecond: 0, vehicles: 0 };
      found.set(quadkey, figures);
    }
    return figures;
  };
  for (const [, lon, lat] of vehicles) of(quadkeyOf(lon, lat, zoom)).vehicles++;
  for (const [quadkey, , , , count] of cells) {
    if (quadkey.length >= zoom) of(quadkey.slice(0, zoom)).positionsPerSecond += count / seconds;
  }
  return [...found.values()].sort(
    (a, b) => b.positionsPerSecond - a.positionsPerSecond || (a.quadkey < b.quadkey ? -1 : 1),
  );
}
