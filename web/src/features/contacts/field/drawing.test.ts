import { describe, expect, it } from 'vitest';
import { fit, onPicture } from './drawing';

const field = { width: 100, height: 50, radius: 2 };

describe('the field on the picture', () => {
  it('fits with both its ends and keeps its shape', () => {
    const scale = fit(field, 432, 800);
    expect(scale.unit).toBe(4);
    expect(onPicture(scale, field, 0, 0)).toEqual([16, 500]);
    expect(onPicture(scale, field, 100, 50)).toEqual([416, 300]);
  });

  it('stays drawable in a box that is too small for it', () => {
    expect(fit(field, 0, 0).unit).toBeGreaterThan(0);
  });
});
