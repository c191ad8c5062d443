import { describe, expect, it } from 'vitest';
import { textOf, watchedOf } from './watched';

describe('what the curves are of', () => {
  it('is read from the address as it was written', () => {
    for (const text of [null, 'place:lab: 2', 'sensor:s1']) expect(textOf(watchedOf(text))).toBe(text);
  });

  it('is all sensors where the address means nothing', () => {
    for (const text of ['', 'lab', 'place:', 'king:s1', `place:${'x'.repeat(65)}`])
      expect(watchedOf(text)).toEqual({ scope: 'all', name: '' });
  });
});
