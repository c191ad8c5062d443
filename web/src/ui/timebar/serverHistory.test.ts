import { describe, expect, it } from 'vitest';
import { stack, wholeRange } from './history';
import { seriesOf } from './serverHistory';

describe('what the applications keep on the server', () => {
  const ships = seriesOf({
    name: 'ships',
    reachSeconds: 3600,
    start: 20_500,
    end: 39_000,
    bucketSeconds: 10,
    buckets: [{ t: 20_000, amount: 95 }],
  });

  it('becomes a series each, which says how far it reaches', () => {
    expect(ships.range).toEqual({ start: 20_500, end: 39_000 });
    expect(ships.keeps).toContain('1 h');
    expect(ships.keeps).toContain('where ships are very many');
  });

  it('stacks with what a feature keeps in the browser', () => {
    const own = {
      name: 'events',
      range: { start: 30_000, end: 50_000 },
      bucketSeconds: 1,
      amounts: [],
      marks: [],
    };
    const range = wholeRange([ships, own])!;
    expect(range).toEqual({ start: 20_500, end: 50_000 });
    expect(stack([ships, own], range).columns).toEqual([{ t: 20_000, rates: [10, 0] }]);
  });

  it('is none while nothing is kept', () => {
    const none = { name: 'ships', reachSeconds: 60, start: null, end: null, bucketSeconds: 1, buckets: [] };
    expect(seriesOf(none).range).toBeNull();
  });
});
