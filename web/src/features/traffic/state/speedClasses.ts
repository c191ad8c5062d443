export interface SpeedClass {
  label: string;
  /** Metres a second from which the class begins. */
  from: number;
  light: string;
  dark: string;
}

/** The classes by which vehicles are coloured, slowest first; in km/h on the page. */
export const speedClasses: readonly SpeedClass[] = [
  { label: 'standing', from: 0, light: '#c92a2a', dark: '#ff6b6b' },
  { label: '3–20', from: 3 / 3.6, light: '#e8590c', dark: '#ffa94d' },
  { label: '20–40', from: 20 / 3.6, light: '#f2b705', dark: '#ffe066' },
  { label: '40–60', from: 40 / 3.6, light: '#2b8a3e', dark: '#69db7c' },
  { label: '60 +', from: 60 / 3.6, light: '#1971c2', dark: '#4dabf7' },
];

export const unknownSpeed: SpeedClass = { label: 'unknown', from: -1, light: '#868e96', dark: '#ced4da' };
