import { post } from '../../../api/http';
import { openHub } from '../../../api/signalrConnection';

// The shapes of /api/cluster and /live/cluster. Moments are Unix milliseconds.

export type NodeStatus = 'unknown' | 'alive' | 'silent' | 'away';
export type Health = 'ok' | 'degraded' | 'critical' | 'unreachable';
export type Severity = 'info' | 'good' | 'warning' | 'bad';

export interface NodeView {
  id: number;
  address: string | null;
  status: NodeStatus;
  since: number;
  isController: boolean;
  leads: number;
  replicas: number;
  recordsPerSecond: number;
  bytesPerSecond: number | null;
  logBytes: number | null;
  diskFree: number | null;
  diskTotal: number | null;
}

/** A node that the server started itself as a process, and that can be killed, paused and restarted. */
export interface ControlledNode {
  id: number;
  running: boolean;
  paused: boolean;
  memoryBytes: number;
}

export interface TimelineEntry {
  id: number;
  change: number;
  time: number;
  kind: string;
  severity: Severity;
  isGone: boolean;
  text: string;
  node: number;
  elections: number;
  slowestMs: number | null;
  lost: number | null;
  parts: string[];
}

/** Role: 0 follower, 1 leader, 2 observer. */
export type ReplicaRow = [
  node: number,
  role: number,
  inSync: boolean,
  lag: number | null,
  lagMs: number | null,
];

/** Status: 0 ok, 1 under-replicated, 2 read-only, 3 without a leader. */
export type PartitionRow = [
  topic: string,
  partition: number,
  isInternal: boolean,
  status: number,
  leader: number,
  epoch: number,
  highWatermark: number | null,
  recordsPerSecond: number,
  electedAt: number | null,
  replicas: ReplicaRow[],
];

export interface ClusterPush {
  now: number;
  full: boolean;
  clusterId: string | null;
  controller: number;
  health: Health;
  tellsLag: boolean;
  recordsPerSecond: number;
  nodes: NodeView[];
  partitions: PartitionRow[];
  gone: string[];
  events: TimelineEntry[];
  controlled: ControlledNode[];
}

export interface ClusterPushes {
  cluster(push: ClusterPush): void;
}

/** Opens the cluster's hub. */
export const openCluster = openHub<ClusterPushes>('/live/cluster');

export type NodeVerb = 'kill' | 'pause' | 'resume' | 'restart';

export const clusterApi = {
  act: (node: number, verb: NodeVerb) => post(`/api/cluster/nodes/${node}/${verb}`),
};

export type ClusterApi = typeof clusterApi;
