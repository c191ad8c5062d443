import { latitude, longitude, tileMetres, tileOfQuadkey } from '../../../geo/tiles';
import type { Bounds } from '../../../geo/bounds';
import type { CellRow } from '../api/types';

/** The warm cells of one moment. Weights are positions: decayed when live, counted over the span in the history. */
export interface Heat {
  t: number;
  zoom: number;
  cells: readonly CellRow[];
}

/** Heat spread over a grid of texels that lies on the map tiles: densities are positions per hectare. */
export interface HeatField {
  width: number;
  height: number;
  bounds: Bounds;
  densities: Float32Array;
}

export interface FieldOptions {
  /** Standard deviation of the smoothing in cells; 0 shows the cells themselves. */
  sigma: number;
  /** Texels wanted along a smoothed cell, so that stretching them shows no squares. */
  fine?: number;
  /** Upper bound of the grid's width and of its height; beyond it several cells share a texel. */
  limit?: number;
}

/** Lays the cells on a grid and smooths it by a Gaussian that keeps the sum; null when there is no heat. */
export function heatField(
  heat: Heat,
  { sigma, fine: wanted = 2, limit = 400 }: FieldOptions,
): HeatField | null {
  if (heat.cells.length === 0) return null;
  const tiles = heat.cells.map((cell) => tileOfQuadkey(cell[0]));
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of tiles) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const margin = Math.ceil(sigma * 3);
  left -= margin;
  top -= margin;
  right += margin;
  bottom += margin;

  const cells = Math.max(right - left, bottom - top) + 1;
  const share = Math.max(1, Math.ceil(cells / limit));
  const fine = sigma > 0 ? Math.max(1, Math.min(wanted, Math.floor(limit / cells))) : 1;
  const texels = fine / share;
  const width = Math.ceil((right - left + 1) * texels);
  const height = Math.ceil((bottom - top + 1) * texels);
  const middle = latitude((top + bottom + 1) / 2 / 2 ** heat.zoom);
  const hectares = tileMetres(heat.zoom, middle) ** 2 / 10_000 / texels ** 2;

  let densities = new Float32Array(width * height);
  const part = 1 / (fine * fine) / hectares;
  tiles.forEach(({ x, y }, i) => {
    const weight = heat.cells[i]![3] * part;
    const column = Math.floor((x - left) * texels);
    const row = Math.floor((y - top) * texels);
    for (let dy = 0; dy < fine; dy++) {
      for (let dx = 0; dx < fine; dx++) {
        const at = (row + dy) * width + column + dx;
        densities[at] = densities[at]! + weight;
      }
    }
  });
  densities = smooth(densities, width, height, sigma * texels);

  const size = 2 ** heat.zoom;
  const bounds: Bounds = [
    longitude(left / size),
    latitude((top + height / texels) / size),
    longitude((left + width / texels) / size),
    latitude(top / size),
  ];
  return { width, height, bounds, densities };
}

function smooth(
  source: Float32Array,
  width: number,
  height: number,
  sigma: number,
): Float32Array<ArrayBuffer> {
  if (sigma < 0.3) return new Float32Array(source);
  const reach = Math.ceil(sigma * 3);
  const kernel = new Float32Array(reach * 2 + 1);
  let sum = 0;
  for (let i = -reach; i <= reach; i++) {
    const value = Math.exp(-(i * i) / (2 * sigma * sigma));
    kernel[i + reach] = value;
    sum += value;
  }
  for (let i = 0; i < kernel.length; i++) kernel[i] = kernel[i]! / sum;
  const across = spread(source, kernel, reach, width, height, 1, width);
  return spread(across, kernel, reach, height, width, width, 1);
}

/** Scatters each warm texel along one axis: cold texels, most of them, cost nothing. */
function spread(
  source: Float32Array,
  kernel: Float32Array,
  reach: number,
  length: number,
  lines: number,
  step: number,
  lineStep: number,
): Float32Array<ArrayBuffer> {
  const target = new Float32Array(source.length);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < length; i++) {
      const value = source[line * lineStep + i * step]!;
      if (value === 0) continue;
      const first = Math.max(0, i - reach);
      const last = Math.min(length - 1, i + reach);
      for (let j = first; j <= last; j++) {
        const at = line * lineStep + j * step;
        target[at] = target[at]! + value * kernel[j - i + reach]!;
      }
    }
  }
  return target;
}

/** The density that 99 of 100 warm texels stay below. */
export function highDensity({ densities }: HeatField): number {
  let largest = 0;
  for (const density of densities) largest = Math.max(largest, density);
  const warm = densities.filter((density) => density > largest / 200).sort();
  return warm.length === 0 ? 0 : warm[Math.min(warm.length - 1, Math.floor(warm.length * 0.99))]!;
}

/** The next of 1, 2, 5, 10, 20, 50, … that is not smaller than the value. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const lead = value / power;
  return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power;
}

/** The top of the colour scale: a round figure that follows the heat up at once and down only when it has halved twice. */
export function steadyTop(current: number | null, high: number): number {
  const wanted = roundUp(high);
  if (current === null || wanted > current || wanted * 4 <= current) return wanted;
  return current;
}
