import { describe, expect, it } from 'vitest';
import type { Counts, Statistics } from '../api/contacts';
import {
  bandsOf,
  frameOf,
  lineOf,
  momentAt,
  newestReproduction,
  pointAt,
  reproductionAt,
  xOf,
  yOf,
} from './stack';

const point = (t: number, more: Partial<Counts> = {}): Counts => ({
  t,
  tick: t / 1000,
  all: 10,
  susceptible: 10,
  exposed: 0,
  infected: 0,
  immune: 0,
  dead: 0,
  deadInfected: 0,
  ...more,
});

const points = [point(0), point(1000, { susceptible: 6, infected: 4 })];
const frame = frameOf(points, 10, 100, 50)!;

describe('curves over time', () => {
  it('reach from the first moment to the last and from nobody to all', () => {
    expect([xOf(frame, 0), xOf(frame, 1000), yOf(frame, 0), yOf(frame, 10)]).toEqual([0, 100, 50, 0]);
    expect(momentAt(frame, 25)).toBe(250);
    expect(momentAt(frame, -5)).toBe(0);
    expect(frameOf([point(3)], 1, 1, 1)).toBeNull();
  });

  it('lie on top of each other, in one order, without those in which nobody is', () => {
    const bands = bandsOf(points, frame, ['susceptible', 'infected']);
    expect(bands.map(({ state }) => state)).toEqual(['infected', 'susceptible']);
    expect(bands[0]!.path).toBe('M0,50L100,30L100,50L0,50Z');
    expect(bands[1]!.end).toEqual({ y: 15, thick: 30 });
  });

  it('are lines too', () => {
    expect(
      lineOf(
        [
          { t: 0, value: 0 },
          { t: 1000, value: 5 },
        ],
        frame,
      ),
    ).toBe('M0,50L100,25');
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
