import { describe, expect, it } from 'vitest';
import { degrees, graticule } from './graticule';

describe('the graticule', () => {
  it('lies at round degrees', () => {
    const { labels } = graticule([-123.16, 49.26, -123.08, 49.3], 0.008);
    expect(labels.map((label) => label.text)).toContain('123.12°W');
    expect(labels.map((label) => label.text)).toContain('49.28°N');
    expect(labels.length).toBeLessThan(30);
  });

  it('has few lines at any size of the box', () => {
    for (const size of [0.002, 0.02, 0.7, 3, 40, 360]) {
      const { lines } = graticule([-size / 2, -size / 4, size / 2, size / 4], size / 12);
      expect(lines.length).toBeGreaterThan(4);
      expect(lines.length).toBeLessThan(30);
    }
  });

  it('names no side at zero', () => {
    expect(degrees(0, 0, 'E', 'W')).toBe('0°');
    expect(degrees(-0.5, 1, 'E', 'W')).toBe('0.5°W');
  });
});
