import { describe, expect, it } from 'vitest';
import type { Counts } from '../api/contacts';
import { comparedLines, summaryOf } from './compare';

const point = (tick: number, infected: number, more: Partial<Counts> = {}): Counts => ({
  t: tick * 1000,
  tick,
  all: 10,
  susceptible: 10 - infected,
  exposed: 0,
  infected,
  immune: 0,
  dead: 0,
  deadInfected: 0,
  ...more,
});

describe('runs beside each other', () => {
  it('have one scale, and begin at the same tick whenever they were', () => {
    const { paths, most, from, to } = comparedLines(
      [
        { name: 'a', points: [point(0, 0), point(10, 4)] },
        { name: 'b', points: [point(5, 2)] },
      ],
      'infected',
      100,
      40,
    );
    expect(paths).toEqual(['M0,40L100,0', 'M50,20']);
    expect([most, from, to]).toEqual([4, 0, 10]);
  });

  it('are nothing where there are none', () => {
    expect(comparedLines([], 'infected', 100, 40)).toEqual({ paths: [], most: 1, from: 0, to: 0 });
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
