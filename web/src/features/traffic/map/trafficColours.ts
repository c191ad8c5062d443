import type { Mode } from '../../../map/baseColours';

export interface TrafficColours {
  street: string;
  streetCasing: string;
  trace: string;
  quadrant: string;
  trail: [number, number, number, number];
}

export const trafficColours: Record<Mode, TrafficColours> = {
  light: {
    street: '#ffffff',
    streetCasing: '#c6d1d8',
    trace: '#b3c1ca',
    quadrant: '#0b7285',
    trail: [11, 114, 133, 220],
  },
  dark: {
    street: '#33434f',
    streetCasing: '#182229',
    trace: '#33434f',
    quadrant: '#3bc9db',
    trail: [102, 217, 232, 220],
  },
};
