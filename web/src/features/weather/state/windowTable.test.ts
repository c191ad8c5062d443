import { describe, expect, it } from 'vitest';
import { windowOf } from './testWindow';
import { filledAt, mostWindows, windowAt, withWindows } from './windowTable';

describe('the table of windows', () => {
  it('keeps them in order, each once, by quantity', () => {
    let table = withWindows({}, [windowOf(2), windowOf(1), windowOf(1, { quantity: 'co2' })], true);
    table = withWindows(table, [windowOf(3), windowOf(2)], false);
    expect(table.wellness?.map(({ start }) => start)).toEqual([10, 20, 30]);
    expect(table.co2?.length).toBe(1);
  });

  it('takes a correction, and no older revision after it', () => {
    let table = withWindows({}, [windowOf(1), windowOf(1, { revision: 2, mean: 0.8 })], true);
    table = withWindows(table, [windowOf(1, { revision: 1, mean: 0.6 })], false);
    expect(table.wellness?.map(({ mean }) => mean)).toEqual([0.8]);
  });

  it('begins anew with a full push, and is bounded', () => {
    const many = Array.from({ length: mostWindows + 5 }, (_, i) => windowOf(i));
    const table = withWindows({ co2: [windowOf(1)] }, many, true);
    expect(table.co2).toBeUndefined();
    expect(table.wellness?.length).toBe(mostWindows);
    expect(table.wellness?.[0]?.start).toBe(50);
  });

  it('tells the window that had ended at a moment', () => {
    const windows = [windowOf(1), windowOf(2, { count: 0, mean: null }), windowOf(3)];
    expect(windowAt(windows, null)?.start).toBe(30);
    expect(windowAt(windows, 39)?.start).toBe(20);
    expect(windowAt(windows, 5)).toBeUndefined();
    expect(filledAt(windows, 39)?.start).toBe(10);
  });
});
