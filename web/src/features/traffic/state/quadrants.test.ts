import { describe, expect, it } from 'vitest';
import { boundsOfQuadkey, quadkeyOf, wholeTiles } from '../../../geo/tiles';
import type { CellRow, VehicleRow } from '../api/types';
import { quadrantsAt } from './quadrants';

const car = (id: string, lon: number, lat: number): VehicleRow => [id, lon, lat, 1, 0, 5, null];
const cell = (quadkey: string, count: number): CellRow => [quadkey, 0, 0, count, count];

describe('the quadrants of a past moment', () => {
  const here = quadkeyOf(10.001, 50.001, 14);
  const there = quadkeyOf(10.201, 50.001, 14);

  it('are counted from the vehicles and the cells of that moment', () => {
    const cars = [car('a', 10.001, 50.001), car('b', 10.001, 50.001), car('c', 10.201, 50.001)];
    const cells = [cell(`${here}012`, 60), cell(`${here}301`, 30), cell(`${there}3`, 240)];
    expect(quadrantsAt(cars, cells, 14, 60)).toEqual([
      { quadkey: there, bounds: boundsOfQuadkey(there), positionsPerSecond: 4, vehicles: 1 },
      { quadkey: here, bounds: boundsOfQuadkey(here), positionsPerSecond: 1.5, vehicles: 2 },
    ]);
  });

  it('have no rate where the cells are larger than they are', () => {
    expect(quadrantsAt([car('a', 10.001, 50.001)], [cell(here.slice(0, 9), 99)], 14, 60)).toMatchObject([
      { quadkey: here, positionsPerSecond: 0, vehicles: 1 },
    ]);
  });

  it('are asked for whole', () => {
    const [w, s, e, n] = boundsOfQuadkey(here);
    const inside: [number, number, number, number] = [w + 0.001, s + 0.001, w + 0.002, s + 0.002];
    wholeTiles(inside, 14).forEach((degrees, i) => expect(degrees).toBeCloseTo([w, s, e, n][i]!, 9));
    expect(wholeTiles([-180, -85, 180, 85], 3)[0]).toBe(-180);
  });
});
