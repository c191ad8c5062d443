import type { Parameter, ParameterValue, Plan } from '../api/contacts';

// What a form for a simulation holds and which of it is wrong. The server checks again; its bounds are those of the form.

/** What every simulation has beside its parameters. */
export const ownFields: readonly Parameter[] = [
  {
    name: 'people',
    title: 'People',
    description: 'How many people the crowd has',
    unit: null,
    kind: 'integer',
    default: 300,
    least: 1,
    most: 1_000_000,
    usual: 5000,
    group: 'Crowd',
  },
  {
    name: 'infected',
    title: 'Infected from the start',
    description: 'How many of them are infected when they come',
    unit: null,
    kind: 'integer',
    default: 3,
    least: 0,
    most: 1_000_000,
    usual: 100,
    group: 'Crowd',
  },
  {
    name: 'tickMs',
    title: 'A tick takes',
    description: 'Real time of one step; people go one unit in it',
    unit: 'ms',
    kind: 'integer',
    default: 1000,
    least: 10,
    most: 60_000,
    usual: 2000,
    group: 'Crowd',
  },
  {
    name: 'ticks',
    title: 'Ends after',
    description: 'Steps of the run; 0 for no end',
    unit: 'ticks',
    kind: 'integer',
    default: 0,
    least: 0,
    most: 1_000_000,
    usual: 1000,
    group: 'Crowd',
  },
  {
    name: 'seed',
    title: 'Seed',
    description: 'The same seed and parameters give the same run',
    unit: null,
    kind: 'integer',
    default: 1,
    least: 0,
    most: 2_147_483_647,
    usual: 1000,
    group: 'Crowd',
  },
];

/** Text of the fields by name, as it is typed. */
export type Typed = Record<string, ParameterValue>;

export function firstValues(fields: readonly Parameter[], known: Record<string, ParameterValue> = {}): Typed {
  return Object.fromEntries(fields.map((field) => [field.name, known[field.name] ?? field.default]));
}

/** What is wrong with a value, in words; null when nothing is. */
export function problemOf(field: Parameter, value: ParameterValue | undefined): string | null {
  const { title, kind, least, most, choices } = field;
  if (kind === 'boolean') return typeof value === 'boolean' ? null : `${title} is neither on nor off`;
  if (kind === 'choice') return choices?.includes(String(value)) ? null : `${title} is none of its choices`;
  const text = String(value ?? '').trim();
  const number = text === '' ? NaN : Number(text);
  if (!Number.isFinite(number)) return `${title} is no number`;
  if (kind === 'integer' && !Number.isInteger(number)) return `${title} is ${number}, not a whole number`;
  const [low, high] = [least ?? -Infinity, most ?? Infinity];
  if (number < low || number > high) return `${title} is ${number}, not from ${low} to ${high}`;
  return null;
}

export function problemsOf(fields: readonly Parameter[], typed: Typed): Map<string, string> {
  const problems = new Map<string, string>();
  for (const field of fields) {
    const problem = problemOf(field, typed[field.name]);
    if (problem !== null) problems.set(field.name, problem);
  }
  const [people, infected] = [Number(typed.people), Number(typed.infected)];
  if (!problems.has('infected') && !problems.has('people') && infected > people)
    problems.set('infected', `${infected} infected are more than ${people} people`);
  return problems;
}

/** The values as the server takes them. */
export function valuesOf(fields: readonly Parameter[], typed: Typed): Record<string, ParameterValue> {
  return Object.fromEntries(
    fields.map(({ name, kind }) => {
      const value = typed[name]!;
      return [name, kind === 'boolean' || kind === 'choice' ? value : Number(value)];
    }),
  );
}

/** Only what differs from the defaults, or from what was before. */
export function changesOf(
  fields: readonly Parameter[],
  typed: Typed,
  before: Record<string, ParameterValue> = {},
): Record<string, ParameterValue> {
  const values = valuesOf(fields, typed);
  return Object.fromEntries(
    fields
      .filter(({ name, default: usual }) => values[name] !== (before[name] ?? usual))
      .map(({ name }) => [name, values[name]!]),
  );
}

/** The parameters that a run has after a tick. */
export function parametersAfter(plan: Plan | null | undefined, tick: number): Record<string, ParameterValue> {
  if (!plan) return {};
  return (
    plan.changes?.reduce(
      (known, change) => (change.tick <= tick ? change.parameters : known),
      plan.parameters,
    ) ?? plan.parameters
  );
}

export interface Scale {
  least: number;
  most: number;
  step: number;
  /** Whether each step of the slider multiplies instead of adding. */
  logarithmic: boolean;
}

/** The reach of a slider: what people usually want, else the whole of the bounds; by powers where that is far. */
export function scaleOf({ kind, least, most, usual, default: first }: Parameter): Scale {
  const low = least ?? 0;
  const high = Math.max(low + 1e-9, usual ?? most ?? Math.max(10, Number(first) * 10));
  if (kind === 'share' || high - low <= 1) return { least: low, most: high, step: 0.01, logarithmic: false };
  if (high - low <= 1000)
    return {
      least: low,
      most: high,
      step: kind === 'integer' ? 1 : high - low <= 20 ? 0.1 : 0.5,
      logarithmic: false,
    };
  return { least: low, most: high, step: 0.01, logarithmic: true };
}

/** Where the slider stands for a value. */
export function toSlider({ least, logarithmic }: Scale, value: number): number {
  return logarithmic ? Math.log10(Math.max(0, value - least) + 1) : value;
}

/** The value at a place of the slider, rounded as one would type it. */
export function fromSlider(
  { least, most, logarithmic }: Scale,
  place: number,
  kind: Parameter['kind'],
): number {
  if (!logarithmic) return Math.round(place * 100) / 100;
  const raw = 10 ** place - 1 + least;
  const power = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, Math.abs(raw)))) - 1);
  const rounded =
    raw < 10 && kind !== 'integer' ? Math.round(raw * 10) / 10 : Math.round(raw / power) * power;
  return Math.min(most, Math.max(least, kind === 'integer' ? Math.round(rounded) : rounded));
}
