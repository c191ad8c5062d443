import { grow, type Bounds } from '../../../geo/bounds';
import type { View } from '../api/types';

/** Heat cells are tiles five levels below the map's: about 16 pixels wide. */
const cellLevels = 5;
const finestCells = 20;

/** What to ask the server for where the map shows the box at the zoom: somewhat more, so that little moves need no new answer. */
export function viewOf(box: Bounds, zoom: number): View {
  return {
    bbox: grow(box, 0.15),
    zoom: Math.min(finestCells, Math.max(cellLevels, Math.round(zoom + cellLevels))),
  };
}
