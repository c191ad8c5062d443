export type Mode = 'light' | 'dark';

export interface BaseColours {
  background: string;
  land: string;
  graticule: string;
  graticuleText: string;
  halo: string;
}

export const baseColours: Record<Mode, BaseColours> = {
  light: {
    background: '#eef2f4',
    land: '#dfe6e9',
    graticule: '#d3dce1',
    graticuleText: '#5f6e78',
    halo: '#eef2f4',
  },
  dark: {
    background: '#0d1419',
    land: '#182129',
    graticule: '#1b262e',
    graticuleText: '#8496a3',
    halo: '#0d1419',
  },
};
