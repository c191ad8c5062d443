import { describe, expect, it } from 'vitest';
import type { ClusterPush, PartitionRow, TimelineEntry } from '../api/cluster';
import { cluster, events, partitionOf } from './cluster';

const row = (
  topic: string,
  leader = 1,
  more: Partial<{ internal: boolean; epoch: number }> = {},
): PartitionRow => [
  topic,
  0,
  more.internal ?? false,
  0,
  leader,
  more.epoch ?? 1,
  10,
  2.5,
  null,
  [
    [1, 1, true, 0, 0],
    [2, 0, true, 3, 120],
    [3, 2, false, null, null],
  ],
];

const push = (partitions: PartitionRow[], more: Partial<ClusterPush> = {}): ClusterPush => ({
  now: 1000,
  full: false,
  clusterId: 'c',
  controller: 1,
  health: 'ok',
  tellsLag: true,
  recordsPerSecond: 2.5,
  nodes: [],
  partitions,
  gone: [],
  events: [],
  controlled: [],
  ...more,
});

const entry = (id: number, time: number, text = `e${id}`, isGone = false): TimelineEntry => ({
  id,
  change: id,
  time,
  kind: 'nodeLost',
  severity: 'info',
  isGone,
  text,
  node: -1,
  elections: 0,
  slowestMs: null,
  lost: null,
  parts: [],
});

describe('the cluster after a push', () => {
  it('reads rows', () => {
    expect(partitionOf(row('t'))).toMatchObject({
      key: 't-0',
      status: 'ok',
      replicas: [
        { node: 1, role: 'leader' },
        { node: 2, role: 'follower', lag: 3 },
        { node: 3, role: 'observer', lag: null },
      ],
    });
  });

  it('keeps what did not change, as the same object', () => {
    const before = cluster(null, push([row('a'), row('b')], { full: true }));
    const after = cluster(before, push([row('b', 2, { epoch: 2 })]));
    expect(after.partitions.map((p) => [p.key, p.leader])).toEqual([
      ['a-0', 1],
      ['b-0', 2],
    ]);
    expect(after.partitions[0]).toBe(before.partitions[0]);
  });

  it('keeps the list itself when no partition changed', () => {
    const before = cluster(null, push([row('a')], { full: true }));
    expect(cluster(before, push([])).partitions).toBe(before.partitions);
  });

  it('forgets what is gone, and everything with a full push', () => {
    const before = cluster(null, push([row('a'), row('b')], { full: true }));
    expect(cluster(before, push([], { gone: ['a-0'] })).partitions.map((p) => p.key)).toEqual(['b-0']);
    expect(cluster(before, push([row('c')], { full: true })).partitions.map((p) => p.key)).toEqual(['c-0']);
  });

  it("puts the cluster's own topics last", () => {
    const all = cluster(
      null,
      push([row('__cluster', 1, { internal: true }), row('b'), row('a')], { full: true }),
    );
    expect(all.partitions.map((p) => p.topic)).toEqual(['a', 'b', '__cluster']);
  });
});

describe('events', () => {
  it('are in the order of their times, and news take the place of what was known', () => {
    const first = events([], [entry(1, 20), entry(0, 10)]);
    const second = events(first, [entry(1, 20, 'with news')]);
    expect(second.map((e) => e.text)).toEqual(['e0', 'with news']);
  });

  it('that are gone go', () => {
    expect(events([entry(0, 1)], [entry(0, 1, '', true)])).toEqual([]);
  });

  it('are bounded', () => {
    const many = Array.from({ length: 700 }, (_, i) => entry(i, i));
    expect(events([], many)).toHaveLength(500);
  });
});
