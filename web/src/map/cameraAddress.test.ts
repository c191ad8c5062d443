import { describe, expect, it } from 'vitest';
import { formatCamera, parseCamera } from './cameraAddress';

describe('the place in the address', () => {
  it('is read as it is written', () => {
    const camera = { center: [-123.12345, 49.28001] as [number, number], zoom: 14.25 };
    expect(formatCamera(camera)).toBe('14.25/49.28001/-123.12345');
    expect(parseCamera(formatCamera(camera))).toEqual(camera);
  });

  it('is none where it makes no sense', () => {
    for (const text of [null, '', '14/49', '14/x/1', '14/91/0', '99/0/0', '1/2/3/4', 'NaN/1/1'])
      expect(parseCamera(text)).toBeUndefined();
  });
});
