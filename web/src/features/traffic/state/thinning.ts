import { mercatorX, mercatorY } from '../../../geo/tiles';
import type { VehicleTable } from './vehicleTable';

/** Up to so many are all drawn, however close they stand. */
const allUpTo = 1500;
const closest = 12;
const widest = 30;

/** Pixels that belong to one vehicle alone when there are so many in view; 0 when all are drawn. */
export function spacing(count: number): number {
  return count <= allUpTo ? 0 : Math.min(widest, closest + (count - allUpTo) / 500);
}

/**
 * Chooses the vehicles to draw so that they do not hide what lies below: of those in a square of `pixels` at the zoom level, one. Those
 * that were drawn stay, so that a picture does not flicker, and those to keep are drawn in any case. Gives the number of drawn ones.
 */
export function thin(
  table: VehicleTable,
  zoom: number,
  pixels: number,
  keep: readonly (string | null)[] = [],
): number {
  const { count, to, shown } = table;
  if (pixels === 0) {
    shown.fill(1, 0, count);
    return count;
  }
  const squares = (512 * 2 ** zoom) / pixels;
  const taken = new Set<number>();
  let drawn = 0;
  const claim = (slot: number): void => {
    const square =
      Math.floor(mercatorX(to[slot * 2]!) * squares) * 2 ** 26 +
      Math.floor(mercatorY(to[slot * 2 + 1]!) * squares);
    const free = !taken.has(square);
    shown[slot] = free ? 1 : 0;
    if (!free) return;
    taken.add(square);
    drawn++;
  };
  const before = shown.slice(0, count);
  for (let slot = 0; slot < count; slot++) if (before[slot] === 1) claim(slot);
  for (let slot = 0; slot < count; slot++) if (before[slot] === 0) claim(slot);
  for (const id of keep) {
    const slot = id === null ? undefined : table.slotOf(id);
    if (slot === undefined || shown[slot] === 1) continue;
    shown[slot] = 1;
    drawn++;
  }
  return drawn;
}
