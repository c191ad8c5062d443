import type { Bounds } from './bounds';

const steps = [
  30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001,
];

export interface Graticule {
  lines: [number, number][][];
  labels: { position: [number, number]; text: string; edge: 'west' | 'south' }[];
}

/** Meridians and parallels of the box at round degrees that are at least `apart` degrees apart, labelled at its west and south. */
export function graticule([w, s, e, n]: Bounds, apart: number): Graticule {
  const step = steps.findLast((candidate) => candidate >= apart) ?? steps[0]!;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const lines: [number, number][][] = [];
  const labels: Graticule['labels'] = [];
  for (let i = Math.ceil(w / step); i * step <= e; i++) {
    const lon = i * step;
    lines.push([
      [lon, s],
      [lon, n],
    ]);
    labels.push({ position: [lon, s], text: degrees(lon, digits, 'E', 'W'), edge: 'south' });
  }
  for (let i = Math.ceil(s / step); i * step <= n; i++) {
    const lat = i * step;
    lines.push([
      [w, lat],
      [e, lat],
    ]);
    labels.push({ position: [w, lat], text: degrees(lat, digits, 'N', 'S'), edge: 'west' });
  }
  return { lines, labels };
}

export function degrees(value: number, digits: number, positive: string, negative: string): string {
  const text = Math.abs(value).toFixed(digits);
  const side = Number(text) === 0 ? '' : value < 0 ? negative : positive;
  return `${text}°${side}`;
}
