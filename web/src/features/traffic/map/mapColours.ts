export interface MapColours {
  background: string;
  land: string;
  graticule: string;
  graticuleText: string;
  street: string;
  streetCasing: string;
  trace: string;
  quadrant: string;
  halo: string;
  trail: [number, number, number, number];
}

export const mapColours: Record<'light' | 'dark', MapColours> = {
  light: {
    background: '#eef2f4',
    land: '#dfe6e9',
    graticule: '#d3dce1',
    graticuleText: '#7b8a94',
    street: '#ffffff',
    streetCasing: '#c6d1d8',
    trace: '#b3c1ca',
    quadrant: '#0b7285',
    halo: '#eef2f4',
    trail: [11, 114, 133, 220],
  },
  dark: {
    background: '#0d1419',
    land: '#182129',
    graticule: '#1b262e',
    graticuleText: '#5d6d79',
    street: '#33434f',
    streetCasing: '#182229',
    trace: '#33434f',
    quadrant: '#3bc9db',
    halo: '#0d1419',
    trail: [102, 217, 232, 220],
  },
};
