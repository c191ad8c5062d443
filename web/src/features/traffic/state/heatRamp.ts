export type Rgba = [number, number, number, number];

// Dark map: from deep violet to pale yellow; light map: from pale lilac to dark purple. Lightness runs one way in both,
// so that the order of the heat can be told without telling the hues apart.
const ramps: Record<'light' | 'dark', Rgba[]> = {
  dark: [
    [64, 20, 110, 0],
    [92, 28, 140, 120],
    [168, 46, 140, 190],
    [236, 88, 96, 220],
    [253, 164, 92, 235],
    [252, 240, 180, 245],
  ],
  light: [
    [196, 170, 235, 0],
    [178, 142, 226, 120],
    [176, 84, 200, 175],
    [176, 34, 140, 205],
    [140, 10, 96, 225],
    [84, 4, 60, 240],
  ],
};

export function heatColour(share: number, mode: 'light' | 'dark'): Rgba {
  const ramp = ramps[mode];
  const at = Math.min(1, Math.max(0, share)) * (ramp.length - 1);
  const i = Math.min(ramp.length - 2, Math.floor(at));
  const a = ramp[i]!;
  const b = ramp[i + 1]!;
  const t = at - i;
  return [0, 1, 2, 3].map((c) => Math.round(a[c]! + (b[c]! - a[c]!) * t)) as Rgba;
}

/** Colours grow faster than density where it is low: a single vehicle can be seen beside a jam. */
const exponent = 0.65;

export function shareOf(density: number, top: number): number {
  return (Math.max(0, density) / top) ** exponent;
}

export function densityAt(share: number, top: number): number {
  return share ** (1 / exponent) * top;
}

const tables = new Map<string, Uint8Array>();

/** 256 colours of the ramp, four bytes each. */
export function heatTable(mode: 'light' | 'dark'): Uint8Array {
  let table = tables.get(mode);
  if (table === undefined) {
    table = new Uint8Array(256 * 4);
    for (let i = 0; i < 256; i++) table.set(heatColour(i / 255, mode), i * 4);
    tables.set(mode, table);
  }
  return table;
}
