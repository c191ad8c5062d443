import { describe, expect, it } from 'vitest';
import { windowOf } from '../state/testWindow';
import { bandsOf } from './bands';

describe('bands of windows', () => {
  it('stand at the ends of the windows, with the deviation around the mean', () => {
    const { x, mean, low, high } = bandsOf([windowOf(1), windowOf(2, { mean: 0.7, deviation: 0.2 })]);
    expect(x).toEqual([20, 30]);
    expect(mean).toEqual([0.5, 0.7]);
    expect(low.map((value) => value?.toFixed(2))).toEqual(['0.40', '0.50']);
    expect(high.map((value) => value?.toFixed(2))).toEqual(['0.60', '0.90']);
  });

  it('leave a gap at an empty window, and tell its span', () => {
    const { mean, empty } = bandsOf([
      windowOf(1),
      windowOf(2, { count: 0, mean: null, deviation: null }),
      windowOf(3, { count: 0, mean: null, deviation: null }),
      windowOf(4),
    ]);
    expect(mean).toEqual([0.5, null, null, 0.5]);
    expect(empty).toEqual([{ from: 20, to: 40 }]);
  });

  it('are broken where windows are missing', () => {
    const { x, mean } = bandsOf([windowOf(1), windowOf(5)]);
    expect(x).toEqual([20, 35, 60]);
    expect(mean).toEqual([0.5, null, 0.5]);
  });

  it('end at the bounds of what is measured', () => {
    const { low, high } = bandsOf([windowOf(1, { mean: 0.95, deviation: 0.2 })], false, 0, 1);
    expect([low[0]?.toFixed(2), high]).toEqual(['0.75', [1]]);
  });

  it('of directions are broken where they cross north', () => {
    const { x, mean } = bandsOf(
      [windowOf(1, { mean: 350 }), windowOf(2, { mean: 10 }), windowOf(3, { mean: 30 })],
      true,
    );
    expect(mean).toEqual([350, null, 10, 30]);
    expect(x).toEqual([20, 25, 30, 40]);
  });
});
