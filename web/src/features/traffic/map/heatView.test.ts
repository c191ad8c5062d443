import { describe, expect, it } from 'vitest';
import { suits, viewOf } from './heatView';

const town = [-123.26, 49.26, -123.23, 49.275] as const;

describe('the cells of the heat map', () => {
  it('are asked for five levels below the map, within the levels that are kept', () => {
    expect([0, 1.2, 10, 15, 20].map((zoom) => viewOf([...town], zoom).zoom)).toEqual([5, 6, 15, 20, 20]);
  });

  it('of the map of the world are not drawn over a town', () => {
    expect(suits(viewOf([-180, -60, 180, 60], 1.2).zoom, 15)).toBe(false);
  });

  it('stay drawn while the map is zoomed a little, and when it is zoomed out', () => {
    expect(suits(viewOf([...town], 13).zoom, 15)).toBe(true);
    expect(suits(viewOf([...town], 12).zoom, 15)).toBe(false);
    expect(suits(viewOf([...town], 15).zoom, 2)).toBe(true);
    expect(suits(20, 20)).toBe(true);
  });
});
