import { describe, expect, it } from 'vitest';
import type { CellRow } from '../api/types';
import { latitude, longitude, quadkeyOf, tileMetres } from '../../../geo/tiles';
import { heatField, highDensity, roundUp, steadyTop } from './heatField';

const zoom = 18;
const cell = (lon: number, lat: number, weight: number): CellRow => [
  quadkeyOf(lon, lat, zoom),
  lon,
  lat,
  weight,
  weight,
];
const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);

describe('the heat field', () => {
  it('is nothing without heat', () => {
    expect(heatField({ t: 0, zoom, cells: [] }, { sigma: 1 })).toBeNull();
  });

  it('shows a cell as positions per hectare on its own ground', () => {
    const field = heatField({ t: 0, zoom, cells: [cell(0.001, 0.001, 12)] }, { sigma: 0 })!;
    expect([field.width, field.height]).toEqual([1, 1]);
    expect(field.densities[0]).toBeCloseTo(12 / (tileMetres(zoom, 0.001) ** 2 / 10_000), 3);
    const [w, s, e, n] = field.bounds;
    expect(w).toBeLessThan(0.001);
    expect(e).toBeGreaterThan(0.001);
    expect(s).toBeLessThan(0.001);
    expect(n).toBeGreaterThan(0.001);
    expect(e - w).toBeCloseTo(360 / 2 ** zoom, 9);
  });

  it('keeps the number of positions when it smooths', () => {
    const cells = [cell(0.001, 0.001, 12), cell(0.01, 0.004, 30), cell(0.012, 0.009, 1)];
    for (const sigma of [0, 0.5, 1, 2.5]) {
      const field = heatField({ t: 0, zoom, cells }, { sigma })!;
      const [w, , e] = field.bounds;
      const metres = ((e - w) / 360) * 40075016.68557849;
      const hectares = (metres / field.width) ** 2 / 10_000;
      expect(sum(field.densities) * hectares).toBeCloseTo(43, 1);
    }
  });

  it('stays within its bound over however wide an area', () => {
    const field = heatField(
      { t: 0, zoom, cells: [cell(-100, -60, 1), cell(100, 60, 1)] },
      { sigma: 2, limit: 200 },
    )!;
    expect(Math.max(field.width, field.height)).toBeLessThanOrEqual(201);
    expect(sum(field.densities)).toBeGreaterThan(0);
  });

  it('scales by what nearly all of the heat stays below', () => {
    const field = { width: 2, height: 1, bounds: [0, 0, 1, 1] as never, densities: new Float32Array([0, 8]) };
    expect(highDensity(field)).toBe(8);
    expect(highDensity({ ...field, densities: new Float32Array(2) })).toBe(0);
  });
});

describe('the top of the colour scale', () => {
  it('is a round figure', () => {
    expect([0, 0.03, 1, 1.1, 3, 7, 60, 1999].map(roundUp)).toEqual([1, 0.05, 1, 2, 5, 10, 100, 2000]);
  });

  it('follows up at once and down only when far too high', () => {
    expect(steadyTop(null, 3)).toBe(5);
    expect(steadyTop(5, 9)).toBe(10);
    expect(steadyTop(10, 4)).toBe(10);
    expect(steadyTop(10, 1.5)).toBe(2 * 1);
  });
});

describe('map tiles', () => {
  it('give back the position that they are computed from', () => {
    expect(longitude(0.25)).toBe(-90);
    expect(latitude(0.5)).toBeCloseTo(0, 9);
    expect(quadkeyOf(-123.12, 49.28, 6)).toHaveLength(6);
    expect(quadkeyOf(-180, 85, 2)).toBe('00');
    expect(quadkeyOf(179.9, -85, 2)).toBe('33');
  });
});
