import type { PrivacyMode, PrivacyPrice } from '../api/contacts';

export const modeNames: Record<PrivacyMode['mode'], string> = {
  none: 'No tracing',
  central: 'Central tracing',
  private: 'Private tracing',
};

export interface PriceRow {
  name: string;
  /** One text for each mode. */
  values: string[];
}

const share = (part: number, whole: number) =>
  whole === 0 ? '' : ` (${Math.round((100 * part) / whole)} %)`;

/** The comparison as a table, a row for each figure and a column for each mode. */
export function priceRows({ modes }: PrivacyPrice, count: (value: number) => string): PriceRow[] {
  const row = (name: string, value: (mode: PrivacyMode) => string): PriceRow => ({
    name,
    values: modes.map(value),
  });
  const traced = (mode: PrivacyMode, text: string) => (mode.mode === 'none' ? '–' : text);
  return [
    row('Infections', ({ infections }) => count(infections)),
    row('Infections averted', (mode) => traced(mode, count(mode.averted))),
    row('People to notify', (mode) => traced(mode, count(mode.exposed))),
    row('Not notified (missed)', (mode) =>
      traced(mode, count(mode.missed) + share(mode.missed, mode.exposed)),
    ),
    row('Notified', (mode) => traced(mode, count(mode.notified))),
    row('Notified without need', (mode) =>
      traced(mode, count(mode.falselyNotified) + share(mode.falselyNotified, mode.notified)),
    ),
    row('Ticks in isolation', ({ isolatedTicks }) => count(isolatedTicks)),
  ];
}

/** What private tracing costs against central tracing, in one sentence; null where either is not told. */
export function priceWords({ modes, runs }: PrivacyPrice): string | null {
  const central = modes.find(({ mode }) => mode === 'central');
  const hidden = modes.find(({ mode }) => mode === 'private');
  if (central === undefined || hidden === undefined) return null;
  const more = (hidden.infections - central.infections) / Math.max(1, runs);
  const rounded = Math.round(Math.abs(more) * 10) / 10;
  const infections =
    rounded === 0 ? 'as many infections' : `${rounded} ${more > 0 ? 'more' : 'fewer'} infections a run`;
  const missed = Math.round((hidden.missed - central.missed) / Math.max(1, runs));
  return `With private tracing there are ${infections}, and ${Math.abs(missed)} ${missed >= 0 ? 'more' : 'fewer'} people a run are missed, than with central tracing.`;
}
