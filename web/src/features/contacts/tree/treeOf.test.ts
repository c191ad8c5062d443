import { describe, expect, it } from 'vitest';
import type { Infection, TraceStep } from '../api/contacts';
import { depthOf, openAtFirst, rowsOf, traceTree, transmissionTrees } from './treeOf';

const step = (person: string, parent: number, earliest = 0): TraceStep => ({
  person,
  parent,
  depth: 0,
  earliest,
  latest: earliest,
});
const infection = (person: string, source: string | null, tick: number): Infection => ({
  person,
  source,
  tick,
  t: tick * 1000,
  distance: 1,
});

describe('the trace of a person', () => {
  it('is made of those whom it leads to, without the person itself', () => {
    const trees = traceTree([step('a', -1), step('b', 0, 3), step('c', 0), step('d', 1)]);
    expect(trees.map(({ person, below }) => [person, below])).toEqual([
      ['b', 1],
      ['c', 0],
    ]);
  });

  it('goes on with the person’s own contacts where it comes back to it', () => {
    const trees = traceTree([step('a', -1), step('b', 0, 3), step('a', 1, 20), step('c', 2, 21)]);
    expect(trees.map(({ person, below }) => [person, below])).toEqual([
      ['b', 0],
      ['c', 0],
    ]);
  });

  it('is nothing where nobody is met', () => {
    expect(traceTree([])).toEqual([]);
    expect(traceTree([step('a', -1)])).toEqual([]);
  });
});

describe('who infected whom', () => {
  it('begins with those infected from the start, the one with most below first', () => {
    const trees = transmissionTrees([
      infection('lonely', null, 0),
      infection('b', 'a', 5),
      infection('a', null, 0),
      infection('c', 'b', 9),
    ]);
    expect(trees.map(({ person, below }) => [person, below])).toEqual([
      ['a', 2],
      ['lonely', 0],
    ]);
    expect(depthOf(trees)).toBe(2);
  });

  it('hangs what somebody passes on below the newest of its infections', () => {
    const trees = transmissionTrees([
      infection('a', null, 0),
      infection('b', 'a', 1),
      infection('a', 'b', 40),
      infection('c', 'a', 45),
    ]);
    expect(trees).toHaveLength(1);
    expect(trees[0]!.children[0]!.children[0]!.children[0]!.person).toBe('c');
  });

  it('takes an unknown source for the beginning of a tree', () => {
    expect(transmissionTrees([infection('b', 'nobody', 5), infection('c', 'c', 6)])).toHaveLength(2);
  });

  it('is built of a hundred thousand infections in a moment', () => {
    const chain = Array.from({ length: 100_000 }, (_, i) => infection(`p${i}`, i ? `p${i - 1}` : null, i));
    const trees = transmissionTrees(chain);
    expect(trees[0]!.below).toBe(99_999);
    expect(depthOf(trees)).toBe(99_999);
  });
});

describe('the rows of a tree', () => {
  const trees = transmissionTrees([
    infection('a', null, 0),
    infection('b', 'a', 1),
    infection('c', 'a', 2),
    infection('d', 'b', 3),
    infection('e', 'c', 4),
  ]);

  it('are those below open ones, with their levels and places', () => {
    const rows = rowsOf(trees, new Set([trees[0]!.key]), 10, 100);
    expect(
      rows.map(({ node, level, position, siblings }) => [node.person, level, position, siblings]),
    ).toEqual([
      ['a', 1, 1, 1],
      ['b', 2, 1, 2],
      ['c', 2, 2, 2],
    ]);
    expect(rows[2]!.parent).toBe(0);
  });

  it('are bounded, and tell how many are left out', () => {
    const many = transmissionTrees(Array.from({ length: 90 }, (_, i) => infection(`p${i}`, null, 0)));
    const rows = rowsOf(many, new Set(), 50, 1000);
    expect(rows).toHaveLength(50);
    expect(rows[49]!.more).toBe(40);
    expect(rowsOf(many, new Set(), 50, 10)).toHaveLength(10);
  });

  it('are open at first as far as there is room', () => {
    expect(openAtFirst(trees, 3).size).toBe(1);
    expect(openAtFirst(trees, 100).size).toBe(3);
    expect(openAtFirst(trees, 1).size).toBe(0);
  });
});
