import type { LagClass } from './state/look';

/** Colours of followers by lag, of one lightness in each scheme; meaning is also in shape and words. */
export const lagColours: Record<'light' | 'dark', Record<LagClass, string>> = {
  light: {
    level: '#74b98a',
    near: '#c3c05a',
    behind: '#e8a13d',
    far: '#e0702f',
    out: '#c8d0d6',
    unknown: '#9db4c0',
  },
  dark: {
    level: '#2f7d4f',
    near: '#86852f',
    behind: '#b3761f',
    far: '#c4511d',
    out: '#39444c',
    unknown: '#4a5f6b',
  },
};
