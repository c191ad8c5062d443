import type {
  ClusterPush,
  ControlledNode,
  Health,
  NodeView,
  PartitionRow,
  TimelineEntry,
} from '../api/cluster';

export type Role = 'follower' | 'leader' | 'observer';
export type PartitionStatus = 'ok' | 'under' | 'readOnly' | 'noLeader';

export interface Replica {
  node: number;
  role: Role;
  inSync: boolean;
  lag: number | null;
  lagMs: number | null;
}

export interface Partition {
  key: string;
  topic: string;
  partition: number;
  isInternal: boolean;
  status: PartitionStatus;
  leader: number;
  epoch: number;
  highWatermark: number | null;
  recordsPerSecond: number;
  electedAt: number | null;
  replicas: Replica[];
}

/** The cluster at one moment. Immutable; what did not change is the same object as before. */
export interface Cluster {
  now: number;
  clusterId: string | null;
  controller: number;
  health: Health;
  tellsLag: boolean;
  recordsPerSecond: number;
  nodes: NodeView[];
  partitions: Partition[];
  controlled: ReadonlyMap<number, ControlledNode>;
}

const mostEvents = 500;
const roles: Role[] = ['follower', 'leader', 'observer'];
const statuses: PartitionStatus[] = ['ok', 'under', 'readOnly', 'noLeader'];

export const keyOf = (topic: string, partition: number) => `${topic}-${partition}`;

export function partitionOf(row: PartitionRow): Partition {
  const [topic, partition, isInternal, status, leader, epoch, highWatermark, rate, electedAt, replicas] = row;
  return {
    key: keyOf(topic, partition),
    topic,
    partition,
    isInternal,
    status: statuses[status] ?? 'ok',
    leader,
    epoch,
    highWatermark,
    recordsPerSecond: rate,
    electedAt,
    replicas: replicas.map(([node, role, inSync, lag, lagMs]) => ({
      node,
      role: roles[role] ?? 'follower',
      inSync,
      lag,
      lagMs,
    })),
  };
}

/** The cluster after a push. */
export function cluster(before: Cluster | null, push: ClusterPush): Cluster {
  const known = push.full ? [] : (before?.partitions ?? []);
  let partitions = known;
  if (push.partitions.length > 0 || push.gone.length > 0 || push.full) {
    const byKey = new Map(known.map((p) => [p.key, p]));
    for (const key of push.gone) byKey.delete(key);
    for (const row of push.partitions) {
      const changed = partitionOf(row);
      byKey.set(changed.key, changed);
    }
    partitions = [...byKey.values()].sort(inOrder);
  }
  return {
    now: push.now,
    clusterId: push.clusterId,
    controller: push.controller,
    health: push.health,
    tellsLag: push.tellsLag,
    recordsPerSecond: push.recordsPerSecond,
    nodes: push.nodes,
    partitions,
    controlled: new Map(push.controlled.map((node) => [node.id, node])),
  };
}

/** Events by time, the newest last; an entry with a known id takes the place of the one before. */
export function events(before: TimelineEntry[], changed: TimelineEntry[]): TimelineEntry[] {
  if (changed.length === 0) return before;
  const byId = new Map(before.map((entry) => [entry.id, entry]));
  for (const entry of changed) {
    if (entry.isGone) byId.delete(entry.id);
    else byId.set(entry.id, entry);
  }
  return [...byId.values()].sort((a, b) => a.time - b.time || a.id - b.id).slice(-mostEvents);
}

function inOrder(a: Partition, b: Partition): number {
  if (a.isInternal !== b.isInternal) return a.isInternal ? 1 : -1;
  if (a.topic !== b.topic) return a.topic < b.topic ? -1 : 1;
  return a.partition - b.partition;
}
