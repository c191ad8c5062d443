import { describe, expect, it } from 'vitest';
import { boxHolds, pieces, type Position } from './antimeridian';
import { maxLatitude } from './tiles';

const box = (west: number, south: number, east: number, north: number): Position[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];

function area(ring: readonly Position[]): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    sum += ring[i - 1]![0]! * ring[i]![1]! - ring[i]![0]! * ring[i - 1]![1]!;
  }
  return Math.abs(sum) / 2;
}

describe('a polygon at the antimeridian', () => {
  it('is cut in two where it crosses', () => {
    const parts = pieces(box(178, 0, -179, 1));
    expect(parts.map(area).sort()).toEqual([1, 2]);
    expect(parts.flat().every(([lon]) => lon! >= -180 && lon! <= 180)).toBe(true);
  });

  it('is closed along the edge of the map where it goes around a pole', () => {
    const parts = pieces([
      [-120, -70],
      [0, -70],
      [120, -70],
      [-120, -70],
    ]);
    expect(parts.map(area).reduce((a, b) => a + b)).toBeCloseTo(360 * (maxLatitude - 70), 6);
  });

  it('stays whole elsewhere', () => {
    expect(pieces(box(0, 0, 1, 1))).toEqual([box(0, 0, 1, 1)]);
  });

  it('keeps a hole with the piece that holds it', () => {
    expect(boxHolds(box(0, 0, 10, 10), box(2, 2, 3, 3))).toBe(true);
    expect(boxHolds(box(0, 0, 10, 10), box(20, 2, 30, 3))).toBe(false);
  });
});
