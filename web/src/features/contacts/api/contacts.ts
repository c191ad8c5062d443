import { address, getJson, getLines, postJson, remove } from '../../../api/http';
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
  /** Keeps away from all others. */
  isolated: boolean;
  /** Nothing more is to be heard of it: it is neither dead nor lost. */
  left: boolean;
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

export type RunState = 'running' | 'ended' | 'stopped';

export type ParameterValue = number | boolean | string;

/** What a simulation was made of; people who report by themselves have no plan. */
export interface Plan {
  /** Only a crowd is decided by its plan, and can be branched. */
  kind?: 'crowd' | 'devices' | 'recorded';
  people: number;
  infected: number;
  seed: number;
  tickMs: number;
  ticks: number;
  parameters: Record<string, ParameterValue>;
  /** Other parameters after a tick, in the order of the ticks. */
  changes?: { tick: number; parameters: Record<string, ParameterValue> }[];
}

export interface Simulation {
  name: string;
  from: number | null;
  to: number | null;
  counts: Counts;
  /** When it began. */
  began?: number;
  /** What older servers do not tell is not there. */
  field?: Field;
  state?: RunState;
  plan?: Plan | null;
  branchOf?: { name: string; tick: number } | null;
}

/** A parameter of a new simulation. */
export interface Parameter {
  name: string;
  title: string;
  description: string;
  unit: string | null;
  kind: 'integer' | 'number' | 'share' | 'boolean' | 'choice';
  default: ParameterValue;
  least: number | null;
  most: number | null;
  /** The largest value that people usually want: the reach of a slider. */
  usual?: number | null;
  choices?: string[] | null;
  group: string;
}

export interface NewSimulation {
  name?: string;
  people: number;
  infected: number;
  seed?: number;
  tickMs?: number;
  ticks?: number;
  parameters: Record<string, ParameterValue>;
}

export interface Branch {
  tick: number;
  name?: string;
  parameters: Record<string, ParameterValue>;
}

export interface NewPeople {
  x: number;
  y: number;
  infected: boolean;
  count?: number;
}

/** Contact with somebody infectious. */
export interface Exposure {
  to: string;
  from: number;
  until: number;
  closest: number;
}

export interface Trace {
  /** False where a limit was reached. */
  complete: boolean;
  steps: TraceStep[];
}

export interface TraceStep {
  person: string;
  /** Index of the step before; -1 for the first. */
  parent: number;
  depth: number;
  /** Ticks between which the person can have been infected (forward) or have passed it on (backward). */
  earliest: number;
  latest: number;
}

/** Who infected whom. */
export interface Infection {
  person: string;
  /** Null for those who were infected from the start. */
  source: string | null;
  tick: number;
  t: number;
  distance: number | null;
}

export interface Statistics {
  meetings: number;
  infections: number;
  /** Others whom the people infected from a tick on have infected on average; null where nobody was infected. */
  reproduction: { from: number; cases: number; mean: number | null }[];
  /** People by how many others they have infected: the first entry counts those who infected nobody. */
  secondaryCases: number[];
  /** People by how many others they have met. */
  partners: number[];
  /** Ticks in which the cases double; null where they do not. */
  doublingTicks?: number | null;
}

/** What a run would have been with another way of tracing; sums over several seeds. */
export interface PrivacyMode {
  mode: 'none' | 'central' | 'private';
  /** What the server can know, in words. */
  knows: string[];
  doesNotKnow: string[];
  infections: number;
  /** Infections fewer than without tracing. */
  averted: number;
  positive: number;
  /** People who were to be told, once for each positive result. */
  exposed: number;
  notified: number;
  missed: number;
  falselyNotified: number;
  isolatedTicks: number;
}

export interface PrivacyPrice {
  people: number;
  infected: number;
  ticks: number;
  seed: number;
  runs: number;
  parameters: Record<string, ParameterValue>;
  modes: PrivacyMode[];
}

/** People in columns: as small as they can be in JSON, for a hundred thousand of them in a second. */
export interface PeopleColumns {
  /** By which later pushes name the same people. */
  numbers: number[];
  /** Of those whose look says that they are told of for the first time, in their order. */
  ids: string[];
  x: number[];
  y: number[];
  /** Number of the state; plus 8 for lost people, 16 for those who died infected, 32 for those whose id is told, 64 for those who isolate, 128 for those who have left. */
  looks: number[];
  /** Milliseconds from what each said to the push. */
  ages: number[];
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
  /** People in columns; null for readers who may not know who they are. */
  columns?: PeopleColumns | null;
  /** Whether the next push goes on with this one's people. */
  more?: boolean;
  people: Person[];
}

export interface ContactsPushes {
  contacts(push: ContactsPush): void;
}

/** What to watch: the name of a simulation; null for the one heard of last. */
export type WatchedSimulation = string | null;

/** Opens the hub of the contacts. */
export const openContacts = openHub<ContactsPushes, WatchedSimulation>('/live/contacts');

export const exported = ['people', 'contacts', 'infections', 'timeline'] as const;
export const exportFormats = ['csv', 'jsonl', 'geojson'] as const;
export type Exported = (typeof exported)[number];
export type ExportFormat = (typeof exportFormats)[number];

export function exportAddress(simulation: string, what: Exported, format: ExportFormat): string {
  return address('/api/contacts/export', { simulation, what, format });
}

/** Most infections that the server tells at once. */
export const mostInfections = 100_000;

const of = (simulation: string | null) => (simulation === null ? {} : { simulation });

export const contactsApi = {
  simulations: (signal?: AbortSignal) => getJson<Simulation[]>('/api/contacts/simulations', {}, { signal }),
  parameters: (signal?: AbortSignal) => getJson<Parameter[]>('/api/contacts/parameters', {}, { signal }),
  /** The people of a moment, part by part. */
  moment: (simulation: string | null, at: number, signal?: AbortSignal) =>
    getLines<PeopleColumns>('/api/contacts/people/columns', { at, ...of(simulation) }, { signal }),
  /** Where people were, without who they are. */
  places: (simulation: string | null, at: number, signal?: AbortSignal) =>
    getJson<Person[]>('/api/contacts/places', { at, ...of(simulation) }, { signal }),
  timeline: (simulation: string | null, points: number, signal?: AbortSignal) =>
    getJson<Counts[]>('/api/contacts/timeline', { points, ...of(simulation) }, { signal }),
  statistics: (simulation: string | null, signal?: AbortSignal) =>
    getJson<Statistics>('/api/contacts/statistics', of(simulation), { signal }),
  exposures: (simulation: string | null, id: string, signal?: AbortSignal) =>
    getJson<Exposure[]>(`/api/contacts/people/${id}/exposures`, of(simulation), { signal }),
  trace: (
    simulation: string | null,
    id: string,
    direction: 'forward' | 'backward',
    depth: number,
    signal?: AbortSignal,
  ) =>
    getJson<Trace>(`/api/contacts/people/${id}/trace`, { direction, depth, ...of(simulation) }, { signal }),
  infections: (simulation: string | null, signal?: AbortSignal) =>
    getJson<Infection[]>(
      '/api/contacts/infections',
      { limit: mostInfections, ...of(simulation) },
      { signal },
    ),
  privacy: (query: Record<string, string | number>, signal?: AbortSignal) =>
    getJson<PrivacyPrice>('/api/contacts/privacy', query, { signal }),
  start: (wanted: NewSimulation) => postJson<Simulation>('/api/contacts/simulations', wanted),
  branch: (simulation: string, wanted: Branch) =>
    postJson<Simulation>(address('/api/contacts/simulations/branch', { simulation }), wanted),
  add: (simulation: string, people: NewPeople) =>
    postJson<null>(address('/api/contacts/simulations/people', { simulation }), people),
  stop: (simulation: string) => postJson<null>(address('/api/contacts/simulations/stop', { simulation })),
  remove: (simulation: string) => remove(address('/api/contacts/simulations', { simulation })),
};

export type ContactsApi = typeof contactsApi;
