import type { Window } from '../api/weather';

/** A window for tests, ten milliseconds long. */
export const windowOf = (number: number, more: Partial<Window> = {}): Window => ({
  quantity: 'wellness',
  scope: 'all',
  name: '',
  start: number * 10,
  end: number * 10 + 10,
  revision: 0,
  count: 2,
  mean: 0.5,
  deviation: 0.1,
  minimum: 0.4,
  maximum: 0.6,
  newest: number * 10 + 9,
  ...more,
});
