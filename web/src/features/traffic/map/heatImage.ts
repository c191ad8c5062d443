import { heatTable, shareOf } from '../state/heatRamp';
import type { HeatField } from '../state/heatField';

/** Colours the field by the ramp whose top is the density `top`. */
export function heatImage(field: HeatField, top: number, mode: 'light' | 'dark'): ImageData {
  const table = heatTable(mode);
  const image = new ImageData(field.width, field.height);
  const { data } = image;
  for (let i = 0; i < field.densities.length; i++) {
    const index = Math.min(255, Math.round(shareOf(field.densities[i]!, top) * 255)) * 4;
    const pixel = i * 4;
    data[pixel] = table[index]!;
    data[pixel + 1] = table[index + 1]!;
    data[pixel + 2] = table[index + 2]!;
    data[pixel + 3] = table[index + 3]!;
  }
  return image;
}
