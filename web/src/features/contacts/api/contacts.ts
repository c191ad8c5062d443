import { getJson } from '../../../api/http';
import { openHub } from '../../../api/signalrConnection';

// The shapes of /api/contacts and /live/contacts. Times are Unix milliseconds, lengths units of the field.

export type Health = 'susceptible' | 'exposed' | 'infected' | 'immune' | 'dead';

export interface Person {
  id: string;
  x: number;
  y: number;
  health: Health;
  /** When it was said. */
  t: number;
  /** Silent for so long, without a last message, that it is taken for lost. */
  lost: boolean;
  diedInfected: boolean;
}

export interface Counts {
  t: number;
  tick: number;
  all: number;
  susceptible: number;
  exposed: number;
  infected: number;
  immune: number;
  dead: number;
  deadInfected: number;
}

export interface Field {
  width: number;
  height: number;
  /** Distance up to which two people are in contact. */
  radius: number;
}

export interface ContactsPush {
  /** Null while nobody has reported. */
  simulation: string | null;
  t: number;
  field: Field;
  /** Whether the people are all there are. */
  full: boolean;
  delayed: boolean;
  delayedSeconds: number;
  counts: Counts | null;
  people: Person[];
}

export interface ContactsPushes {
  contacts(push: ContactsPush): void;
}

/** What to watch: the name of a simulation; null for the one heard of last. */
export type WatchedSimulation = string | null;

/** Opens the hub of the contacts. */
export const openContacts = openHub<ContactsPushes, WatchedSimulation>('/live/contacts');

export const contactsApi = {
  people: (simulation: string | null, at: number, signal?: AbortSignal) =>
    getJson<Person[]>('/api/contacts/people', { at, ...(simulation !== null && { simulation }) }, { signal }),
  timeline: (simulation: string | null, points: number, signal?: AbortSignal) =>
    getJson<Counts[]>(
      '/api/contacts/timeline',
      { points, ...(simulation !== null && { simulation }) },
      { signal },
    ),
};

export type ContactsApi = typeof contactsApi;
