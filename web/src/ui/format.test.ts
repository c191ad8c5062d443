import { describe, expect, it } from 'vitest';
import { roughSpan, some } from './format';

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
});
