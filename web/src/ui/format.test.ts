import { describe, expect, it } from 'vitest';
import { roughSpan, some, timeMarks, valueMarks } from './format';

describe('words for figures', () => {
  it('are plural unless there is one', () => {
    expect([0, 1, 2, 1200].map((n) => some(n, 'topic'))).toEqual([
      '0 topics',
      '1 topic',
      '2 topics',
      '1,200 topics',
    ]);
  });

  it('tell a span in one unit where there is little room', () => {
    expect([9, 60, 69, 3600, 11_400].map(roughSpan)).toEqual(['9 s', '1 min', '1 min', '1 h', '3 h']);
  });

  it('mark times as short as they can be told apart', () => {
    const midnight = new Date(2026, 10, 30).getTime();
    const marks = (step: number) => timeMarks([0, 1, 2].map((i) => midnight + i * step));
    expect(marks(500)).toEqual(['00:00:00.0', '00:00:00.5', '00:00:01.0']);
    expect(marks(30_000)).toEqual(['00:00:00', '00:00:30', '00:01:00']);
    expect(marks(3_600_000)).toEqual(['00:00', '01:00', '02:00']);
    expect(marks(86_400_000)).toEqual(['30 Nov', '1 Dec', '2 Dec']);
    expect(timeMarks([midnight + 5000])).toEqual(['00:00:05']);
  });

  it('mark values with as many digits as the finest needs', () => {
    expect(valueMarks([0, 0.25, 0.5])).toEqual(['0.00', '0.25', '0.50']);
    expect(valueMarks([0, 0.1, 0.2, 0.30000000000000004])).toEqual(['0.0', '0.1', '0.2', '0.3']);
    expect(valueMarks([0, 5000])).toEqual(['0', '5,000']);
  });
});
