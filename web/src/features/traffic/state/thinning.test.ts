import { describe, expect, it } from 'vitest';
import type { VehicleRow } from '../api/types';
import { spacing, thin } from './thinning';
import { VehicleTable } from './vehicleTable';

const row = (id: string, lon: number, lat: number): VehicleRow => [id, lon, lat, 1, 0, 5, null];
const table = (rows: VehicleRow[]) => {
  const made = new VehicleTable(0);
  made.apply(rows, [], true, 0);
  return made;
};
const shown = (of: VehicleTable) => of.ids.filter((_, slot) => of.shown[slot] === 1);
// A dozen close to each other, and one far away.
const crowd = [...Array.from({ length: 12 }, (_, i) => row(`v${i}`, 10 + i * 1e-6, 50)), row('far', 11, 51)];

describe('vehicles that are drawn', () => {
  it('are all of them until they are many, and fewer for a square the more there are', () => {
    expect(spacing(1500)).toBe(0);
    expect(spacing(3000)).toBeGreaterThan(12);
    expect(spacing(20_000)).toBe(30);
    const some = table(crowd);
    expect(thin(some, 14, 0)).toBe(13);
    expect(shown(some)).toHaveLength(13);
  });

  it('are one for each square where they stand close together', () => {
    const some = table(crowd);
    expect(thin(some, 14, 20)).toBe(2);
    expect(shown(some)).toEqual(['v0', 'far']);
  });

  it('are all of them again from near by', () => {
    const some = table(crowd);
    thin(some, 14, 20);
    expect(thin(some, 24, 20)).toBe(13);
  });

  it('stay the same while they stand where they are', () => {
    const some = table(crowd);
    thin(some, 14, 20);
    // The first goes, and the last takes its slot.
    some.apply([], ['v1'], false, 0);
    thin(some, 14, 20);
    expect(shown(some)).toEqual(['v0', 'far']);
  });

  it('are always those that somebody looks at', () => {
    const some = table(crowd);
    expect(thin(some, 14, 20, ['v7', null, 'nobody'])).toBe(3);
    expect(shown(some)).toContain('v7');
  });

  it('are the only ones that can be pointed at', () => {
    const some = table(crowd);
    thin(some, 14, 20);
    const slot = some.nearest(10 + 5e-6, 50, 1, 0);
    expect(some.ids[slot!]).toBe('v0');
  });

  it('are few of a hundred thousand', () => {
    const many = table(
      Array.from({ length: 100_000 }, (_, i) => row(`v${i}`, 10 + (i % 1000) * 1e-4, 50 + i * 1e-6)),
    );
    const drawn = thin(many, 12, 30);
    expect(drawn).toBeLessThan(5000);
  });
});
