import { describe, expect, it } from 'vitest';
import { aligned, drawingOf, nearest, placeAfter, valueAt, type Curve } from './curve';

const curve = (values: (number | null)[], more: Partial<Curve> = {}): Curve => ({
  key: 'k',
  label: 'l',
  colour: '#000',
  values,
  ...more,
});

describe('curves', () => {
  it('are drawn each for itself, with a colour within its spread', () => {
    const low = [0, 1];
    const high = [2, 3];
    const { columns, lines, fills } = drawingOf(
      [10, 20],
      [curve([1, 2], { spread: { low, high } }), curve([5, null])],
      false,
    );
    expect(columns).toEqual([[10, 20], low, high, [1, 2], [5, null]]);
    expect(lines.map(({ curve, hidden }) => [curve, hidden])).toEqual([
      [0, true],
      [0, true],
      [0, false],
      [1, false],
    ]);
    expect(fills).toEqual([{ between: [2, 1], curve: 0, spread: true }]);
  });

  it('lie on top of each other, the first one lowest', () => {
    const { columns, fills } = drawingOf([10, 20], [curve([1, 2]), curve([5, null])], true);
    expect(columns.slice(1)).toEqual([
      [1, 2],
      [6, 2],
    ]);
    expect(fills.map(({ between }) => between)).toEqual([
      [1, 0],
      [2, 1],
    ]);
  });

  it('of different places share one axis', () => {
    const { x, values } = aligned([
      [
        { x: 0, value: 1 },
        { x: 10, value: 4 },
      ],
      [{ x: 5, value: 2 }],
    ]);
    expect(x).toEqual([0, 5, 10]);
    expect(values).toEqual([
      [1, null, 4],
      [null, 2, null],
    ]);
    expect(aligned([])).toEqual({ x: [], values: [] });
    expect([0, 1, 2].map((place) => valueAt(values[0]!, place))).toEqual([1, 1, 4]);
    expect(valueAt(values[1]!, 0)).toBeNull();
  });

  it('are read at the nearest place', () => {
    expect([-5, 4, 5, 6, 14, 99].map((value) => nearest([0, 10, 20], value))).toEqual([0, 0, 0, 1, 1, 2]);
    expect(nearest([], 3)).toBeNull();
  });

  it('are read by the keyboard, one place or a tenth at a time, and not beyond their ends', () => {
    expect(placeAfter('ArrowRight', 3, 100)).toBe(4);
    expect(placeAfter('ArrowLeft', 0, 100)).toBe(0);
    expect(placeAfter('PageUp', 3, 100)).toBe(13);
    expect(placeAfter('Home', 50, 100)).toBe(0);
    expect(placeAfter('End', 50, 100)).toBe(99);
    expect(placeAfter('a', 50, 100)).toBeNull();
  });
});
