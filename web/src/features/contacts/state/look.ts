import type { Health, Person } from '../api/contacts';

export interface Look {
  label: string;
  /** Told apart by shape as well as by colour: full, ring, ring with a dot, square, cross. */
  shape: 'disc' | 'ring' | 'target' | 'square' | 'cross';
  light: string;
  dark: string;
}

/** Colours that people with any colour vision tell apart (after Okabe and Ito), and a shape each. */
export const looks: Record<Health, Look> = {
  susceptible: { label: 'safe', shape: 'disc', light: '#0072b2', dark: '#56b4e9' },
  exposed: { label: 'exposed', shape: 'target', light: '#b35c00', dark: '#ffc078' },
  infected: { label: 'infected', shape: 'square', light: '#c92a2a', dark: '#ff6b6b' },
  immune: { label: 'immune', shape: 'ring', light: '#007a5a', dark: '#4fd1a5' },
  dead: { label: 'dead', shape: 'cross', light: '#6b7780', dark: '#9aa5ad' },
};

export const states = Object.keys(looks) as Health[];

/** A person in words, for readers who do not see the picture. */
export function personWords({ health, x, y, lost, diedInfected }: Person): string {
  const what = diedInfected ? 'died infected' : looks[health].label;
  return `${lost ? 'lost, last ' : ''}${what}, at ${Math.round(x)}, ${Math.round(y)}`;
}

/** The four numbers of the original page, counted from the people themselves. */
export function countsOf(people: readonly Person[]) {
  return {
    all: people.length,
    infected: people.filter(({ health }) => health === 'infected').length,
    dead: people.filter(({ health }) => health === 'dead').length,
    deadInfected: people.filter(({ diedInfected }) => diedInfected).length,
  };
}
