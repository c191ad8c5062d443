import { describe, expect, it } from 'vitest';
import type { ContactsPush, Person } from '../api/contacts';
import { noContacts, taken } from './liveContacts';

const person = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  x: 1,
  y: 2,
  health: 'susceptible',
  t: 1000,
  lost: false,
  diedInfected: false,
  ...more,
});

const push = (more: Partial<ContactsPush>): ContactsPush => ({
  simulation: 'a run',
  t: 5000,
  field: { width: 100, height: 100, radius: 2 },
  full: false,
  delayed: false,
  delayedSeconds: 0,
  counts: null,
  people: [],
  ...more,
});

describe('the live picture of a simulation', () => {
  it('keeps those who do not report and takes the newer word of those who do', () => {
    const first = taken(noContacts, push({ full: true, people: [person('a'), person('b')] }), 4000);
    const second = taken(first, push({ people: [person('b', { health: 'infected' })] }), 5000);
    expect([...second.people.values()].map(({ id, health }) => [id, health])).toEqual([
      ['a', 'susceptible'],
      ['b', 'infected'],
    ]);
    expect(second.clockOffset).toBe(0);
  });

  it('forgets the people of another simulation', () => {
    const first = taken(noContacts, push({ full: true, people: [person('a')] }), 4000);
    const other = taken(first, push({ simulation: 'the next', full: true, people: [person('c')] }), 5000);
    expect([...other.people.keys()]).toEqual(['c']);
  });

  it('tells by how much it is late only while it is', () => {
    expect(taken(noContacts, push({ delayed: true, delayedSeconds: 7 }), 0).delayedSeconds).toBe(7);
    expect(taken(noContacts, push({ delayed: false, delayedSeconds: 7 }), 0).delayedSeconds).toBe(0);
  });
});
