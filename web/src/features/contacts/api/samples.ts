import type { Counts, Person } from './contacts';

// What tests begin with: a person and counts as the server tells them.

export const samplePerson = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  x: 1,
  y: 2,
  health: 'susceptible',
  t: 1000,
  lost: false,
  diedInfected: false,
  isolated: false,
  left: false,
  ...more,
});

/** Ten people, all of them susceptible unless another state is told. */
export const sampleCounts = (more: Partial<Counts> = {}): Counts => ({
  t: 5000,
  tick: 5,
  all: 10,
  susceptible: 10,
  exposed: 0,
  infected: 0,
  immune: 0,
  dead: 0,
  deadInfected: 0,
  ...more,
});
