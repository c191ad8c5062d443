import { describe, expect, it } from 'vitest';
import type { Simulation } from '../api/contacts';
import { ownRange } from './ownRange';

const simulation = (name: string, more: Partial<Simulation>): Simulation => ({
  name,
  from: 1000,
  to: 9000,
  counts: {} as Simulation['counts'],
  ...more,
});
const known = [
  simulation('live', { state: 'running' }),
  simulation('old', { state: 'ended', from: 100, to: 200 }),
  simulation('silent', { state: 'stopped', from: null, to: null }),
];

describe('the time of a simulation that was chosen', () => {
  it('is that of its reports, and over where no more can come', () => {
    expect(ownRange('old', known)).toEqual({ start: 100, end: 200, of: 'old', over: true });
    expect(ownRange('live', known)).toEqual({ start: 1000, end: 9000, of: 'live' });
  });

  it('is asked for until the simulations are known, so that the moment of a link stays', () => {
    expect(ownRange('old', null)).toBe('asked');
  });

  it('is that of all where none was chosen or nothing is kept', () => {
    expect([null, 'silent', 'gone'].map((name) => ownRange(name, known))).toEqual([null, null, null]);
    expect(ownRange(null, null)).toBeNull();
  });
});
