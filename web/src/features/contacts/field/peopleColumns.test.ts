import { describe, expect, it } from 'vitest';
import type { Health } from '../api/contacts';
import { PeopleTable } from '../state/peopleTable';
import { PeopleArrangement } from './peopleColumns';

const table = (...people: [id: string, x: number, health: Health][]) => {
  const made = new PeopleTable(0);
  made.apply(
    people.map(([id, x, health]) => ({
      id,
      x,
      y: 0,
      health,
      t: 0,
      lost: false,
      diedInfected: false,
      isolated: false,
      left: false,
    })),
    true,
    0,
    0,
  );
  return made;
};

describe('the people for the graphics card', () => {
  it('lie with the dead lowest and the infected topmost', () => {
    const { length, attributes } = new PeopleArrangement().arrange(
      table(['a', 1, 'infected'], ['b', 2, 'dead'], ['c', 3, 'susceptible'], ['d', 4, 'dead']),
      null,
      null,
    );
    const xs = [...Array(length).keys()].map((i) => attributes.instanceTo!.value[2 * i]);
    expect(xs).toEqual([2, 4, 3, 1]);
  });

  it('are marked where they are chosen or traced', () => {
    const { attributes } = new PeopleArrangement().arrange(
      table(['a', 1, 'dead'], ['b', 2, 'susceptible'], ['c', 3, 'infected']),
      'c',
      new Set(['b', 'c']),
    );
    expect([0, 1, 2].map((i) => attributes.instanceLooks!.value[2 * i + 1])).toEqual([0, 1, 2]);
  });

  it('take no new arrays while there are not more of them', () => {
    const arrangement = new PeopleArrangement();
    const people = table(['a', 1, 'dead']);
    const before = arrangement.arrange(people, null, null).attributes.instanceTo!.value;
    expect(arrangement.arrange(people, null, null).attributes.instanceTo!.value).toBe(before);
  });
});
