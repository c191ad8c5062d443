import type { Health, NodeView } from '../api/cluster';
import { some, span } from '../../../ui/format';
import type { Cluster, Partition, Replica } from './cluster';

/** How far a follower is behind, in steps that have colours. */
export type LagClass = 'level' | 'near' | 'behind' | 'far' | 'out' | 'unknown';

export const lagClasses: { name: LagClass; words: string }[] = [
  { name: 'level', words: 'in step' },
  { name: 'near', words: 'below 1 s' },
  { name: 'behind', words: 'below 10 s' },
  { name: 'far', words: '10 s and more' },
  { name: 'out', words: 'not in sync' },
];

export function lagClass({ role, inSync, lag, lagMs }: Replica): LagClass {
  if (role === 'leader') return 'level';
  if (!inSync && role !== 'observer') return 'out';
  if (lagMs === null) return lag === null ? 'unknown' : lag === 0 ? 'level' : 'near';
  if (lagMs < 300) return 'level';
  if (lagMs < 1000) return 'near';
  return lagMs < 10_000 ? 'behind' : 'far';
}

export function lagWords({ lag, lagMs }: Pick<Replica, 'lag' | 'lagMs'>): string {
  if (lag === null) return 'lag unknown';
  const records = lag === 0 ? 'no record behind' : `${some(lag, 'record')} behind`;
  if (lagMs === null || lagMs < 300) return records;
  return `${records}, level ${lagMs < 1000 ? `${lagMs} ms` : span(lagMs / 1000)} ago`;
}

export function replicaWords(replica: Replica): string {
  if (replica.role === 'leader') return `node ${replica.node} leads`;
  const role = replica.role === 'observer' ? 'is catching up, without a vote' : 'follows';
  return `node ${replica.node} ${role}: ${lagWords(replica)}${replica.inSync ? '' : ', not in sync'}`;
}

export function statusWords(partition: Partition): string {
  switch (partition.status) {
    case 'ok':
      return 'all replicas in sync';
    case 'under':
      return `${partition.replicas.filter((r) => r.inSync).length} of ${partition.replicas.length} replicas in sync`;
    case 'readOnly':
      return 'too few replicas in sync: writes are refused, reads go on';
    case 'noLeader':
      return 'no leader';
  }
}

export function nodeWords(node: NodeView, now: number): string {
  const since = span((now - node.since) / 1000);
  switch (node.status) {
    case 'alive':
      return node.since === 0 ? 'alive' : `alive for ${since}`;
    case 'silent':
      return `silent for ${since}`;
    case 'away':
      return node.since === 0 ? 'away' : `away for ${since}`;
    case 'unknown':
      return 'not asked yet';
  }
}

/** How the cluster is, naming what is away. */
export function healthWords({ health, nodes, partitions }: Cluster): string {
  switch (health) {
    case 'ok':
      return 'All is well';
    case 'critical':
      return 'Some partition takes no writes';
    case 'unreachable':
      return 'No node answers';
    case 'degraded': {
      const away = nodes.filter(({ status }) => status === 'away' || status === 'silent').length;
      const short = partitions.filter(({ status }) => status === 'under').length;
      const what =
        away > 0
          ? `${some(away, 'node')} away`
          : short > 0
            ? `${some(short, 'partition')} without all replicas`
            : 'Something is away';
      return `${what}; reads and writes go on`;
    }
  }
}

/** Partitions of which all replicas are in sync, those of the cluster's own among them: "4 of 5". */
export function inFull({ partitions }: Cluster): string {
  return `${partitions.filter(({ status }) => status === 'ok').length} of ${partitions.length}`;
}

export const healthColour: Record<Health, 'success' | 'warning' | 'error'> = {
  ok: 'success',
  degraded: 'warning',
  critical: 'error',
  unreachable: 'error',
};

/** How long an election stands out, in milliseconds. */
export const freshFor = 5000;

export function isFresh(partition: Partition, now: number): boolean {
  return partition.electedAt !== null && now - partition.electedAt < freshFor && partition.leader >= 0;
}

export interface Filter {
  text: string;
  troubled: boolean;
  internal: boolean;
  /** Only partitions with a replica on this node; null for all. */
  node: number | null;
}

export function chosen(cluster: Cluster, filter: Filter): Partition[] {
  const text = filter.text.trim().toLowerCase();
  return cluster.partitions.filter(
    (p) =>
      (filter.internal || !p.isInternal || p.status !== 'ok') &&
      (!filter.troubled || p.status !== 'ok' || isFresh(p, cluster.now)) &&
      (text === '' || p.key.toLowerCase().includes(text)) &&
      (filter.node === null || p.replicas.some((r) => r.node === filter.node)),
  );
}
