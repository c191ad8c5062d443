import { describe, expect, it } from 'vitest';
import { fitted, inBox, moved, onField, placeAt, symbolSize, unitOf, zoomed } from './camera';

const field = { width: 100, height: 50, radius: 2 };
const box = { width: 432, height: 800 };

describe('the field on the picture', () => {
  it('fits with both its ends and keeps its shape', () => {
    const camera = fitted(field, box);
    expect(unitOf(camera)).toBeCloseTo(4);
    expect(inBox(camera, box, 0, 0)).toEqual([16, 500]);
    expect(inBox(camera, box, 100, 50)).toEqual([416, 300]);
  });

  it('stays drawable in a box that is too small for it', () => {
    expect(unitOf(fitted(field, { width: 0, height: 0 }))).toBeGreaterThan(0);
  });

  it('tells the place at a point', () => {
    const camera = fitted(field, box);
    expect(placeAt(camera, box, 16, 500)).toEqual([0, 0]);
    expect(onField(field, -3, 49.6)).toEqual([0, 50]);
  });

  it('keeps the place under the pointer while it is zoomed', () => {
    const camera = zoomed(fitted(field, box), field, box, 1, 100, 450);
    const [x, y] = placeAt(fitted(field, box), box, 100, 450);
    expect(inBox(camera, box, x, y)[0]).toBeCloseTo(100);
    expect(inBox(camera, box, x, y)[1]).toBeCloseTo(450);
  });

  it('cannot be lost by zooming or moving', () => {
    const camera = fitted(field, box);
    expect(zoomed(camera, field, box, -50).zoom).toBeCloseTo(camera.zoom - 1);
    expect(unitOf(zoomed(camera, field, box, 50))).toBeCloseTo(96);
    expect(moved(camera, field, 1e9, -1e9)).toMatchObject({ x: 100, y: 0 });
  });

  it('draws people smaller where they are very many', () => {
    expect(symbolSize(field, 4, 100_000)).toBeLessThanOrEqual(symbolSize(field, 4, 20));
    expect(symbolSize(field, 0.01, 100_000)).toBeGreaterThan(1);
  });
});
