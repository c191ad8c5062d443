import { quadkeyOf } from '../../../geo/tiles';
import { speedClasses } from './speedClasses';
import type { VehicleTable } from './vehicleTable';

export interface ListedVehicle {
  id: string;
  /** Metres a second; null when it is not known. */
  speed: number | null;
  /** Seconds since its report. */
  age: number;
  quadkey: string;
  source: string | null;
}

export const sortings = ['name', 'fastest', 'slowest', 'newest', 'oldest'] as const;
export type Sorting = (typeof sortings)[number];

export interface VehicleFilter {
  text: string;
  /** Index of a speed class, "unknown", or null for all. */
  speed: number | 'unknown' | null;
  source: string | null;
  quadrant: string | null;
  sorting: Sorting;
}

export const allVehicles: VehicleFilter = {
  text: '',
  speed: null,
  source: null,
  quadrant: null,
  sorting: 'name',
};

export interface VehicleList {
  /** The first of those that the filter lets through, in its order. */
  listed: ListedVehicle[];
  /** How many it lets through. */
  matching: number;
  /** The sources of all vehicles, by name. */
  sources: string[];
}

const names = new Intl.Collator('en', { numeric: true });

/** The vehicles of the table as a list, at most `most`. */
export function vehicleList(
  table: VehicleTable,
  filter: VehicleFilter,
  moment: number,
  quadrantZoom: number,
  most: number,
): VehicleList {
  const text = filter.text.trim().toLowerCase();
  const sources = new Set<string>();
  const found: number[] = [];
  for (let slot = 0; slot < table.count; slot++) {
    const source = table.sources[slot]!;
    if (source !== null) sources.add(source);
    if (text !== '' && !table.ids[slot]!.toLowerCase().includes(text)) continue;
    if (filter.source !== null && source !== filter.source) continue;
    if (filter.speed !== null && classOf(table.speed(slot)) !== filter.speed) continue;
    if (filter.quadrant !== null && quadkeyAt(table, slot, quadrantZoom) !== filter.quadrant) continue;
    found.push(slot);
  }
  found.sort((a, b) => order(table, filter.sorting, a, b) || names.compare(table.ids[a]!, table.ids[b]!));
  return {
    listed: found.slice(0, most).map((slot) => ({
      id: table.ids[slot]!,
      speed: table.speed(slot),
      age: Math.max(0, (moment - table.timestamps[slot]!) / 1000),
      quadkey: quadkeyAt(table, slot, quadrantZoom),
      source: table.sources[slot]!,
    })),
    matching: found.length,
    sources: [...sources].sort(),
  };
}

function quadkeyAt(table: VehicleTable, slot: number, zoom: number): string {
  return quadkeyOf(table.to[slot * 2]!, table.to[slot * 2 + 1]!, zoom);
}

/** Index of the speed's class. */
export function classOf(speed: number | null): number | 'unknown' {
  return speed === null ? 'unknown' : speedClasses.findLastIndex(({ from }) => speed >= from);
}

function order(table: VehicleTable, sorting: Sorting, a: number, b: number): number {
  // One whose speed is not known is the last, either way.
  const [x, y] = [table.speed(a), table.speed(b)];
  switch (sorting) {
    case 'name':
      return 0;
    case 'fastest':
      return (y ?? -1) - (x ?? -1);
    case 'slowest':
      return (x ?? Infinity) === (y ?? Infinity) ? 0 : (x ?? Infinity) - (y ?? Infinity);
    case 'newest':
      return table.timestamps[b]! - table.timestamps[a]!;
    case 'oldest':
      return table.timestamps[a]! - table.timestamps[b]!;
  }
}
