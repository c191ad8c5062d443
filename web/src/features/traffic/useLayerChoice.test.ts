import { describe, expect, it } from 'vitest';
import { formatLayers, parseLayers } from './useLayerChoice';

describe('the layers in the address', () => {
  it('are read as they are written', () => {
    const choice = { heat: true, vehicles: false, quadrants: true, heatOpacity: 1, heatRadius: 2 };
    expect(formatLayers(choice)).toBe('heat,quadrants');
    expect(parseLayers('heat,quadrants')).toEqual({ heat: true, vehicles: false, quadrants: true });
  });

  it('can be none', () => {
    const none = { heat: false, vehicles: false, quadrants: false, heatOpacity: 1, heatRadius: 2 };
    expect(parseLayers(formatLayers(none))).toEqual({ heat: false, vehicles: false, quadrants: false });
  });
});
