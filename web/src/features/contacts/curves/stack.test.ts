import { describe, expect, it } from 'vitest';
import type { Counts, Statistics } from '../api/contacts';
import { sampleCounts } from '../api/samples';
import { curvesOf, newestReproduction, pointAt, reproductionAt } from './stack';

const point = (t: number, more: Partial<Counts> = {}) => sampleCounts({ t, tick: t / 1000, ...more });

const points = [point(0), point(1000, { susceptible: 6, infected: 4 })];
describe('curves over time', () => {
  it('are in one order, without those in which nobody is', () => {
    const curves = curvesOf(points, 'light');
    expect(curves.map(({ key, values }) => [key, values])).toEqual([
      ['infected', [0, 4]],
      ['susceptible', [10, 6]],
    ]);
    expect(new Set(curves.map(({ colour }) => colour)).size).toBe(2);
  });

  it('have a point for each moment but the time before the first', () => {
    expect(pointAt(points, 999)?.t).toBe(0);
    expect(pointAt(points, 1e9)?.t).toBe(1000);
    expect(pointAt(points, -1)).toBeNull();
  });
});

describe('the reproduction number', () => {
  const statistics = {
    reproduction: [
      { from: 0, cases: 1, mean: 3 },
      { from: 10, cases: 0, mean: null },
      { from: 20, cases: 4, mean: 0.5 },
    ],
  } as Statistics;

  it('is that of the stretch that holds the tick', () => {
    expect([0, 9, 10, 25].map((tick) => reproductionAt(statistics, tick))).toEqual([3, 3, null, 0.5]);
  });

  it('is for the present that of people who infect nobody any more', () => {
    expect(newestReproduction(statistics, 45, 16)).toBe(3);
    expect(newestReproduction(statistics, 46, 16)).toBe(0.5);
    expect(newestReproduction(statistics, 5, 16)).toBeNull();
    expect(newestReproduction({ reproduction: [] } as never, 9, 1)).toBeNull();
  });

  it('is not known after the last stretch', () => {
    expect(reproductionAt(statistics, 30)).toBeNull();
    expect(reproductionAt({ reproduction: [] } as never, 3)).toBeNull();
  });
});
