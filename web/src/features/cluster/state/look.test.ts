import { describe, expect, it } from 'vitest';
import { partitionOf, type Cluster, type Replica } from './cluster';
import {
  chosen,
  healthWords,
  inFull,
  isFresh,
  lagClass,
  lagWords,
  replicaWords,
  statusWords,
  type Filter,
} from './look';

const follower = (more: Partial<Replica> = {}): Replica => ({
  node: 2,
  role: 'follower',
  inSync: true,
  lag: 0,
  lagMs: 0,
  ...more,
});

describe('how a follower looks', () => {
  it.each([
    [follower(), 'level'],
    [follower({ lag: 5, lagMs: 400 }), 'near'],
    [follower({ lag: 5, lagMs: 5000 }), 'behind'],
    [follower({ lag: 5, lagMs: 50_000 }), 'far'],
    [follower({ inSync: false, lagMs: 50_000 }), 'out'],
    [follower({ lag: null, lagMs: null }), 'unknown'],
    [follower({ role: 'observer', inSync: false, lag: 900, lagMs: null }), 'near'],
    [follower({ role: 'leader' }), 'level'],
  ] as const)('%o is %s', (replica, expected) => expect(lagClass(replica)).toBe(expected));

  it('is told in words', () => {
    expect(lagWords({ lag: 1, lagMs: 0 })).toBe('1 record behind');
    expect(lagWords({ lag: 1200, lagMs: 4000 })).toBe('1,200 records behind, level 4 s ago');
    expect(replicaWords(follower({ inSync: false, lag: null }))).toBe(
      'node 2 follows: lag unknown, not in sync',
    );
  });
});

describe('which partitions are shown', () => {
  const partition = (topic: string, status: number, electedAt: number | null, internal = false) =>
    partitionOf([topic, 0, internal, status, 1, 1, 0, 0, electedAt, [[1, 1, true, 0, 0]]]);
  const picture: Cluster = {
    now: 100_000,
    clusterId: null,
    controller: 1,
    health: 'ok',
    tellsLag: true,
    recordsPerSecond: 0,
    nodes: [],
    partitions: [
      partition('a', 0, null),
      partition('b', 3, null),
      partition('c', 0, 98_000),
      partition('__cluster', 0, null, true),
    ],
    controlled: new Map(),
  };
  const all: Filter = { text: '', troubled: false, internal: false, node: null };
  const names = (filter: Partial<Filter>) => chosen(picture, { ...all, ...filter }).map((p) => p.topic);

  it("leaves out the cluster's own unless asked for", () => {
    expect(names({})).toEqual(['a', 'b', 'c']);
    expect(names({ internal: true })).toHaveLength(4);
  });

  it('counts a fresh election as trouble', () => {
    expect(names({ troubled: true })).toEqual(['b', 'c']);
    expect(isFresh(picture.partitions[2]!, 98_100)).toBe(true);
    expect(isFresh(picture.partitions[2]!, 200_000)).toBe(false);
  });

  it('finds by name and by node', () => {
    expect(names({ text: 'B-0' })).toEqual(['b']);
    expect(names({ node: 7 })).toEqual([]);
  });

  it('has words for each state', () => {
    expect(statusWords(picture.partitions[1]!)).toBe('no leader');
  });
});

describe('the health of a cluster', () => {
  const node = (status: 'alive' | 'away') => ({ status }) as Cluster['nodes'][number];
  const partition = (status: 'ok' | 'under', isInternal = false) =>
    ({ status, isInternal }) as Cluster['partitions'][number];
  const of = (more: Partial<Cluster>) =>
    ({ health: 'degraded', nodes: [], partitions: [], ...more }) as Cluster;

  it('names what is away', () => {
    expect(healthWords(of({ nodes: [node('alive'), node('away')], partitions: [partition('under')] }))).toBe(
      '1 node away; reads and writes go on',
    );
    expect(
      healthWords(of({ nodes: [node('alive')], partitions: [partition('under'), partition('under')] })),
    ).toBe('2 partitions without all replicas; reads and writes go on');
  });

  it("counts the cluster's own partitions among those in full", () => {
    expect(inFull(of({ partitions: [partition('ok'), partition('under', true)] }))).toBe('1 of 2');
  });
});
