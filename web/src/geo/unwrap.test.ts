import { describe, expect, it } from 'vitest';
import { maxLatitude } from './tiles';
import { unwrap } from './unwrap';

describe('a ring across the antimeridian', () => {
  it('goes on beyond 180 degrees', () => {
    const ring = [
      [179, 0],
      [-179, 0],
      [-179, 1],
      [179, 1],
      [179, 0],
    ];
    expect(unwrap(ring)).toEqual([
      [179, 0],
      [181, 0],
      [181, 1],
      [179, 1],
      [179, 0],
    ]);
  });

  it('is closed along the edge of the map where it goes around a pole', () => {
    const ring = [
      [-120, -70],
      [0, -70],
      [120, -70],
      [-120, -70],
    ];
    expect(unwrap(ring).slice(-4)).toEqual([
      [240, -70],
      [240, -maxLatitude],
      [-120, -maxLatitude],
      [-120, -70],
    ]);
  });

  it('stays as it is elsewhere', () => {
    const ring = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 0],
    ];
    expect(unwrap(ring)).toEqual(ring);
  });
});
