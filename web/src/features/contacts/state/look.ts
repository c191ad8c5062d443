import type { Counts, Health } from '../api/contacts';

export type Shape = 'disc' | 'ring' | 'target' | 'square' | 'cross';

export interface Look {
  label: string;
  /** Told apart by shape as well as by colour. */
  shape: Shape;
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

/** The states by their numbers in a PeopleTable. */
export const states = Object.keys(looks) as Health[];

export interface PersonLook {
  x: number;
  y: number;
  health: Health;
  lost: boolean;
  diedInfected: boolean;
  isolated: boolean;
  left: boolean;
}

export function stateWords({
  health,
  lost,
  diedInfected,
  isolated,
  left,
}: Omit<PersonLook, 'x' | 'y'>): string {
  const what = diedInfected ? 'died infected' : looks[health].label;
  if (left) return `has left, last ${what}`;
  if (lost) return `lost, last ${what}`;
  return isolated && health !== 'dead' ? `${what}, isolated` : what;
}

/** A person in words, for readers who do not see the picture. */
export function personWords(person: PersonLook): string {
  return `${stateWords(person)}, at ${Math.round(person.x)}, ${Math.round(person.y)}`;
}

/** As much of an id as tells people apart in one run. */
export const shortId = (id: string) => id.slice(0, 8);

export type ShownCounts = Omit<Counts, 't' | 'tick'>;

/** Runs in which nobody is known in a state may leave it out of the curves. */
export function statesIn(points: readonly ShownCounts[]): Health[] {
  return states.filter((state) => points.some((point) => point[state] > 0));
}
