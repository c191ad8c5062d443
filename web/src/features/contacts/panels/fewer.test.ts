import { describe, expect, it } from 'vitest';
import { fewer } from './fewer';

const bars = [1, 2, 3, 4, 5].map((value) => ({ name: String(value), value, words: `w${value}` }));
const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

describe('bars', () => {
  it('stay as they are where there is room', () => {
    expect(fewer(bars, 5, sum)).toEqual(bars);
  });

  it('are put together where there are too many, and lose nothing', () => {
    const few = fewer(bars, 2, sum);
    expect(few.map(({ name, value }) => [name, value])).toEqual([
      ['1', 6],
      ['4', 9],
    ]);
    expect(few[1]!.words).toBe('w4; w5');
  });
});
