import { describe, expect, it } from 'vitest';
import type { Counts } from '../api/contacts';
import { sampleCounts } from '../api/samples';
import { comparedValues, summaryOf } from './compare';

const point = (tick: number, infected: number, more: Partial<Counts> = {}) =>
  sampleCounts({ t: tick * 1000, tick, susceptible: 10 - infected, infected, ...more });

describe('runs beside each other', () => {
  it('share their ticks, whenever they were', () => {
    const runs = [
      { name: 'a', points: [point(0, 0), point(10, 4)] },
      { name: 'b', points: [point(5, 2)] },
    ];
    expect(comparedValues(runs, 'infected')).toEqual({
      x: [0, 5, 10],
      values: [
        [0, null, 4],
        [null, 2, null],
      ],
    });
    expect(comparedValues([], 'infected')).toEqual({ x: [], values: [] });
  });

  it('are summed up by their peak and their end', () => {
    const points = [point(0, 1), point(1, 6), point(2, 2, { immune: 5, dead: 1, deadInfected: 1 })];
    expect(summaryOf({ name: 'a', points })).toEqual({
      name: 'a',
      people: 10,
      peak: 6,
      peakTick: 1,
      dead: 1,
      deadInfected: 1,
    });
    expect(summaryOf({ name: 'a', points: [] })).toBeNull();
  });
});
