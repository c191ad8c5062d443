import { describe, expect, it } from 'vitest';
import { lastingOf, searchOf } from './address';

describe('the address', () => {
  it('stays readable', () => {
    expect(searchOf(new URLSearchParams({ map: '14.20/49.28000/-123.12000', layers: 'heat,vehicles' }))).toBe(
      '?map=14.20/49.28000/-123.12000&layers=heat,vehicles',
    );
    expect(searchOf(new URLSearchParams())).toBe('');
  });

  it('takes moment and place along to another page, and nothing else', () => {
    const all = new URLSearchParams({ at: '5', map: '1/2/3', layers: 'heat', follow: 'car1', vehicle: 'me' });
    expect([...lastingOf(all).keys()]).toEqual(['at', 'map', 'vehicle']);
  });
});
