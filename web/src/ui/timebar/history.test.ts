import { describe, expect, it } from 'vitest';
import { perSecond, stack, wholeRange, type HistorySeries } from './history';

const series = (
  bucketSeconds: number,
  amounts: [t: number, amount: number][],
  range: [number, number] | null = [0, 100_000],
): HistorySeries => ({
  name: 'things',
  range: range === null ? null : { start: range[0], end: range[1] },
  bucketSeconds,
  amounts: amounts.map(([t, amount]) => ({ t, amount })),
  marks: [],
});

describe('the histories of several features', () => {
  it('reach from the first to the last moment that any keeps', () => {
    expect(wholeRange([series(1, [], [50, 90]), series(1, [], null), series(1, [], [20, 60])])).toEqual({
      start: 20,
      end: 90,
    });
    expect(wholeRange([series(1, [], null)])).toBeNull();
  });

  it('stack by feature in columns of the longest stretch', () => {
    const fine = series(5, [
      [0, 3],
      [5000, 4],
      [10_000, 1],
    ]);
    const coarse = series(10, [
      [0, 10],
      [20_000, 20],
    ]);
    expect(stack([fine, coarse], { start: 0, end: 30_000 })).toEqual({
      columnSeconds: 10,
      columns: [
        { t: 0, rates: [0.7, 1] },
        { t: 10_000, rates: [0.1, 0] },
        { t: 20_000, rates: [0, 2] },
      ],
      most: 2,
    });
  });

  it('share a stretch between the columns that it lies in', () => {
    const odd = series(4, [[8000, 8]]);
    const { columns } = stack([odd, series(10, [[0, 1]])], { start: 0, end: 20_000 });
    expect(columns.map((c) => c.rates[0])).toEqual([0.4, 0.4]);
  });

  it('stay few enough to be drawn', () => {
    const many = series(
      1,
      Array.from({ length: 50_000 }, (_, i) => [i * 1000, 1]),
    );
    const { columns } = stack([many], { start: 0, end: 50_000_000 });
    expect(columns.length).toBeLessThanOrEqual(721);
    for (const { rates } of columns) expect(rates[0]).toBeCloseTo(1, 6);
  });

  it('are rates where the first and the last stretch are kept in part', () => {
    const kept = series(
      10,
      [
        [0, 20],
        [10_000, 100],
        [20_000, 50],
      ],
      [8000, 25_000],
    );
    const { columns } = stack([kept], { start: 8000, end: 25_000 });
    expect(columns.map((c) => c.rates[0])).toEqual([10, 10, 10]);
  });

  it('are counted within the range alone', () => {
    const kept = series(10, [
      [0, 1000],
      [10_000, 10],
      [20_000, 20],
      [30_000, 5000],
    ]);
    const { columns, most } = stack([kept], { start: 12_000, end: 28_000 });
    expect(columns.map(({ t }) => t)).toEqual([10_000, 20_000]);
    expect(most).toBeLessThan(5);
  });

  it('tell the rate of a moment', () => {
    const kept = series(
      10,
      [
        [0, 50],
        [20_000, 30],
      ],
      [5000, 25_000],
    );
    expect(perSecond(kept, 6000)).toBe(10);
    expect(perSecond(kept, 15_000)).toBe(0);
    expect(perSecond(kept, 24_000)).toBe(6);
    expect(perSecond(kept, 1000)).toBeNull();
    expect(perSecond(kept, 90_000)).toBeNull();
  });
});
