import { describe, expect, it } from 'vitest';
import { samplePerson as person } from '../api/samples';
import { stateWords } from './look';
import { PeopleTable } from './peopleTable';

const all = (table: PeopleTable) =>
  [...Array(table.count).keys()].map((slot) => [table.ids[slot], table.health(slot)]);

describe('the people of a picture', () => {
  it('keep those who do not report and take the newer word of those who do', () => {
    const table = new PeopleTable(0);
    table.apply([person('a'), person('b')], true, 0, 1);
    table.apply([person('b', { health: 'infected' })], false, 1000, 1);
    expect(all(table)).toEqual([
      ['a', 'susceptible'],
      ['b', 'infected'],
    ]);
  });

  it('are others after a push that tells of all', () => {
    const table = new PeopleTable(0);
    table.apply([person('a'), person('b')], true, 0, 1);
    table.apply([person('b'), person('c')], true, 0, 1);
    expect(table.ids).toEqual(['b', 'c']);
    expect(table.slotOf('a')).toBeUndefined();
  });

  it('glide from where they are drawn to where they have gone', () => {
    const table = new PeopleTable(0);
    table.apply([person('a', { x: 0, y: 0 })], true, 0, 1);
    table.apply([person('a', { x: 2, y: 0 })], false, 1000, 1);
    expect(table.position(0, 1500)).toEqual([1, 0]);
    table.apply([person('a', { x: 1, y: 2 })], false, 1500, 1);
    expect(table.position(0, 1500)).toEqual([1, 0]);
    expect(table.position(0, 9000)).toEqual([1, 2]);
    expect(table.restAt).toBe(2.5);
  });

  it('glide on when a push tells of all, where they have other slots', () => {
    const table = new PeopleTable(0);
    table.apply([person('a', { x: 9, y: 9 }), person('b', { x: 0, y: 0 })], true, 0, 1);
    table.apply([person('b', { x: 2, y: 0 })], true, 1000, 1);
    expect(table.position(0, 1500)).toEqual([1, 0]);
  });

  it('jump where nobody walks so far, and where nothing may move', () => {
    const table = new PeopleTable(0);
    table.apply([person('a', { x: 0, y: 0 })], true, 0, 1);
    table.apply([person('a', { x: 50, y: 50 })], true, 1000, 1);
    expect(table.position(0, 1000)).toEqual([50, 50]);
    const still = new PeopleTable(0, () => false);
    still.apply([person('a', { x: 0, y: 0 })], true, 0, 1);
    still.apply([person('a', { x: 1, y: 0 })], false, 0, 1);
    expect(still.position(0, 0)).toEqual([1, 0]);
  });

  it('are found by the nearest place, the living before the dead', () => {
    const table = new PeopleTable(0);
    table.apply(
      [
        person('far', { x: 30, y: 30 }),
        person('dead', { x: 10, y: 10, health: 'dead' }),
        person('alive', { x: 11, y: 10 }),
      ],
      true,
      0,
      0,
    );
    expect(table.ids[table.nearest(10, 10, 2, 0)!]).toBe('alive');
    expect(table.ids[table.nearest(10, 10, 0.5, 0)!]).toBe('dead');
    expect(table.nearest(20, 20, 1, 0)).toBeNull();
  });

  it('come in columns by their numbers, and each is named once', () => {
    const table = new PeopleTable(0);
    table.applyColumns(
      { numbers: [7, 3], ids: ['a', 'b'], x: [1, 2], y: [0, 0], looks: [32, 32 + 2 + 8], ages: [0, 50] },
      true,
      1000,
      0,
      1,
    );
    expect(all(table)).toEqual([
      ['a', 'susceptible'],
      ['b', 'infected'],
    ]);
    expect(table.lookOf(1).lost).toBe(true);
    expect(table.saidAt(1)).toBe(950);
    table.applyColumns(
      {
        numbers: [3, 9, 4],
        ids: ['c'],
        x: [4, 9, 5],
        y: [0, 0, 0],
        looks: [2, 32 + 4 + 16, 1],
        ages: [0, 0, 0],
      },
      false,
      2000,
      1000,
      1,
    );
    // Number 4 was never named.
    expect(table.ids).toEqual(['a', 'b', 'c']);
    expect(table.position(1, 1500)).toEqual([3, 0]);
    expect(table.lookOf(1).lost).toBe(false);
    expect(table.lookOf(2)).toMatchObject({ health: 'dead', diedInfected: true });
  });

  it('have other numbers after a push that tells of all', () => {
    const table = new PeopleTable(0);
    const one = { x: [1], y: [1], ages: [0] };
    table.applyColumns({ ...one, numbers: [0], ids: ['a'], looks: [32] }, true, 0, 0, 0);
    table.applyColumns({ ...one, numbers: [1], ids: ['b'], looks: [32] }, true, 0, 0, 0);
    table.applyColumns({ ...one, numbers: [0], ids: [], looks: [2] }, false, 0, 0, 0);
    expect(all(table)).toEqual([['b', 'susceptible']]);
  });

  it('glide on through a push that tells of all, and only the same ones', () => {
    const table = new PeopleTable(0);
    const still = { y: [0, 0], ages: [0, 0], looks: [32, 32] };
    table.applyColumns({ ...still, numbers: [5, 8], ids: ['a', 'b'], x: [1, 1] }, true, 0, 0, 0);
    table.applyColumns({ ...still, numbers: [8, 5], ids: ['b', 'c'], x: [3, 3] }, true, 0, 1000, 1);
    expect(table.ids).toEqual(['b', 'c']);
    expect(table.position(0, 1500)).toEqual([2, 0]);
    expect(table.position(1, 1500)).toEqual([3, 0]);
    expect([table.slotOf('a'), table.slotOf('b'), table.slotOf('c')]).toEqual([undefined, 0, 1]);
  });

  it('ask once for each push whether they may glide', () => {
    let asked = 0;
    const table = new PeopleTable(0, () => ++asked > 1);
    const people = { numbers: [0, 1], ids: ['a', 'b'], y: [0, 0], ages: [0, 0], looks: [32, 32] };
    table.applyColumns({ ...people, x: [1, 1] }, true, 0, 0, 1);
    table.applyColumns({ ...people, ids: [], looks: [0, 0], x: [3, 3] }, false, 0, 1000, 1);
    expect(asked).toBe(2);
    expect(table.position(1, 1500)).toEqual([2, 0]);
  });

  it('are counted, with those who died infected', () => {
    const table = new PeopleTable(0);
    table.apply(
      [
        person('a'),
        person('b', { health: 'infected' }),
        person('c', { health: 'dead', diedInfected: true }),
        person('d', { health: 'dead' }),
      ],
      true,
      0,
      0,
    );
    expect(table.counts()).toEqual({
      all: 4,
      susceptible: 1,
      exposed: 0,
      infected: 1,
      immune: 0,
      dead: 2,
      deadInfected: 1,
    });
  });

  it('have room for a hundred thousand', () => {
    const table = new PeopleTable(0);
    const many = Array.from({ length: 100_000 }, (_, i) => person(String(i), { x: i % 300 }));
    table.apply(many.slice(0, 10), true, 0, 0);
    table.apply(many, false, 0, 0);
    expect(table.count).toBe(100_000);
    expect(table.position(99_999, 0)[0]).toBe(99_999 % 300);
  });

  it('say who isolates and who has left, and nobody finds those by a click', () => {
    const table = new PeopleTable(0);
    const columns = {
      numbers: [0, 1],
      ids: ['a', 'b'],
      x: [1, 5],
      y: [1, 5],
      looks: [32 + 64, 32 + 128 + 2],
      ages: [0, 0],
    };
    table.applyColumns(columns, true, 1000, 0, 0);
    expect(stateWords(table.lookOf(0))).toBe('safe, isolated');
    expect(stateWords(table.lookOf(1))).toBe('has left, last infected');
    expect(table.nearest(1, 1, 2, 0)).toBe(0);
    expect(table.nearest(5, 5, 2, 0)).toBeNull();
    table.apply([person('a', { isolated: true }), person('b', { left: true })], true, 0, 0);
    expect(table.lookOf(0).isolated && table.lookOf(1).left).toBe(true);
  });
});
