import { describe, expect, it } from 'vitest';
import { personList } from './personList';
import { PeopleTable } from './peopleTable';

const table = new PeopleTable(0);
table.apply(
  (
    [
      ['aa11', 'susceptible', false],
      ['bb22', 'infected', false],
      ['aa33', 'infected', true],
    ] as const
  ).map(([id, health, lost]) => ({
    id,
    x: 0,
    y: 0,
    health,
    t: 0,
    lost,
    diedInfected: false,
    isolated: false,
    left: false,
  })),
  true,
  0,
  0,
);
const ids = (...rest: [string, Parameters<typeof personList>[2], number]) => {
  const { listed, matching } = personList(table, ...rest);
  return [listed.map(({ id }) => id).join(), matching];
};

describe('the list of people', () => {
  it('is found by a part of the id, by the state and by who is lost', () => {
    expect(ids('AA', null, 10)).toEqual(['aa11,aa33', 2]);
    expect(ids('', 'infected', 10)).toEqual(['bb22,aa33', 2]);
    expect(ids('', 'lost', 10)).toEqual(['aa33', 1]);
    expect(ids('zz', null, 10)).toEqual(['', 0]);
  });

  it('shows so many and tells how many there are', () => {
    expect(ids('', null, 2)).toEqual(['aa11,bb22', 3]);
  });
});
