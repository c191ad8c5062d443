import { describe, expect, it } from 'vitest';
import type { Plan, Simulation } from '../api/contacts';
import { factsOf, isOurs } from './simulationFacts';

const plan = (kind: Plan['kind']): Plan => ({
  ...(kind && { kind }),
  people: 20,
  infected: 1,
  seed: 0,
  tickMs: 1000,
  ticks: 0,
  parameters: {},
});
const simulation = (more: Partial<Simulation>): Simulation => ({
  name: 'one',
  from: 1000,
  to: 2000,
  counts: { all: 20 } as Simulation['counts'],
  state: 'running',
  ...more,
});
const facts = (more: Partial<Simulation>) => Object.fromEntries(factsOf(simulation(more), 7, 3000));

describe('what is told of a simulation', () => {
  it('is how it stands, and who reports', () => {
    expect(facts({ plan: plan('crowd') })).toMatchObject({ State: 'running', 'Reported by': 'a crowd' });
    expect(facts({ plan: plan('devices'), state: 'ended' })).toMatchObject({
      State: 'ended',
      'Reported by': 'devices',
    });
    expect(facts({ plan: null })['Reported by']).toBe('devices');
  });

  it('has no seed where nothing is drawn by one', () => {
    expect(facts({ plan: plan('crowd') }).Seed).toBe('0');
    expect(facts({ plan: plan('recorded') }).Seed).toBe('0');
    expect(facts({ plan: plan('devices') }).Seed).toBeUndefined();
  });

  it('has an end where it is over', () => {
    expect(facts({ state: 'running' }).To).toBeUndefined();
    expect(facts({ state: 'stopped' }).To).toBeDefined();
  });

  it('says that a crowd alone can be branched', () => {
    const kinds = [undefined, 'crowd', 'devices', 'recorded'] as const;
    expect(kinds.map((kind) => isOurs(simulation({ plan: plan(kind) })))).toEqual([true, true, false, false]);
    expect(isOurs(simulation({ plan: null }))).toBe(false);
  });
});
