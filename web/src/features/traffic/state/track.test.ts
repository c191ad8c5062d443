import { describe, expect, it } from 'vitest';
import { trackOf, type Place } from './track';

// About 111 m from one to the next.
const places: Place[] = [0, 1, 2, 3, 4].map((i) => [10, i * 0.001]);
const seconds = (...at: number[]) => at.map((s) => s * 1000);

describe('the way of a vehicle', () => {
  it('is one piece with its length', () => {
    const { pieces, metres, reports } = trackOf(places, seconds(0, 10, 20, 30, 40));
    expect(pieces).toEqual([places]);
    expect(metres).toBeCloseTo(4 * 111.2, 0);
    expect(reports).toBe(5);
  });

  it('ends where the vehicle was silent for long, and begins anew', () => {
    const { pieces, metres } = trackOf(places, seconds(0, 10, 20, 120, 130));
    expect(pieces).toEqual([places.slice(0, 3), places.slice(3)]);
    expect(metres).toBeCloseTo(3 * 111.2, 0);
  });

  it('ends where the vehicle would have to be faster than any', () => {
    const leap: Place[] = [...places.slice(0, 2), [10, 0.1], [10, 0.101]];
    expect(trackOf(leap, seconds(0, 10, 11, 20)).pieces).toEqual([leap.slice(0, 2), leap.slice(2)]);
  });

  it('is nothing of one place', () => {
    expect(trackOf([], []).pieces).toEqual([]);
    expect(trackOf([[1, 1]], [1]).pieces).toEqual([]);
  });
});
