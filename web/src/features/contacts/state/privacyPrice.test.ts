import { describe, expect, it } from 'vitest';
import type { PrivacyMode, PrivacyPrice } from '../api/contacts';
import { priceRows, priceWords } from './privacyPrice';

const mode = (name: PrivacyMode['mode'], more: Partial<PrivacyMode> = {}): PrivacyMode => ({
  mode: name,
  knows: [],
  doesNotKnow: [],
  infections: 100,
  averted: 0,
  positive: 0,
  exposed: 0,
  notified: 0,
  missed: 0,
  falselyNotified: 0,
  isolatedTicks: 0,
  ...more,
});

const price = (modes: PrivacyMode[]): PrivacyPrice => ({
  people: 300,
  infected: 3,
  ticks: 400,
  seed: 1,
  runs: 10,
  parameters: {},
  modes,
});

describe('the price of privacy', () => {
  it('is a table with shares, and with no figures of tracing where nobody traces', () => {
    const rows = priceRows(
      price([mode('none'), mode('central', { exposed: 40, missed: 10, notified: 50, falselyNotified: 20 })]),
      String,
    );
    expect(rows.find(({ name }) => name === 'Not notified (missed)')!.values).toEqual(['–', '10 (25 %)']);
    expect(rows.find(({ name }) => name === 'Notified without need')!.values).toEqual(['–', '20 (40 %)']);
    expect(rows.find(({ name }) => name === 'Infections')!.values).toEqual(['100', '100']);
  });

  it('is a sentence, by run', () => {
    const words = priceWords(price([mode('central'), mode('private', { infections: 125, missed: 30 })]));
    expect(words).toContain('2.5 more infections a run, and 3 more people a run are missed');
    expect(priceWords(price([mode('central'), mode('private')]))).toContain('as many infections');
    expect(priceWords(price([mode('none')]))).toBeNull();
  });
});
