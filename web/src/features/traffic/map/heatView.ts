import { grow, type Bounds } from '../../../geo/bounds';
import type { View } from '../api/types';

/** Heat cells are tiles five levels below the map's: about 16 pixels wide. */
const cellLevels = 5;
const finestCells = 20;

/** Cells of a zoom that was left may be drawn while they are at most this many levels too coarse. */
const coarseLevels = 2;

/** What to ask the server for where the map shows the box at the zoom: somewhat more, so that little moves need no new answer. */
export function viewOf(box: Bounds, zoom: number): View {
  return {
    bbox: grow(box, 0.15),
    zoom: cellZoom(zoom),
  };
}

/** Whether cells of a level tell anything where the map shows the zoom: one cell of the world's map covers a whole town. */
export function suits(cells: number, zoom: number): boolean {
  return cellZoom(zoom) - cells <= coarseLevels;
}

function cellZoom(zoom: number): number {
  return Math.min(finestCells, Math.max(cellLevels, Math.round(zoom + cellLevels)));
}
