import { createContext, use, useState, useSyncExternalStore, type ReactNode } from 'react';
import { clusterApi } from '../../api/cluster';
import { openCluster } from '../../api/signalrConnection';
import { LiveCluster, type ClusterState } from './state/liveCluster';

const ClusterContext = createContext<LiveCluster | null>(null);

/** Keeps what was watched of the cluster for as long as the page lives; it begins to watch when the cluster's page is opened. */
export function ClusterProvider({ children }: { children: ReactNode }) {
  const [cluster] = useState(() => new LiveCluster(openCluster, clusterApi));
  return <ClusterContext value={cluster}>{children}</ClusterContext>;
}

export function useCluster(): LiveCluster {
  const cluster = use(ClusterContext);
  if (cluster === null) throw new Error('useCluster needs a ClusterProvider above it.');
  return cluster;
}

export function useClusterState(): ClusterState {
  const cluster = useCluster();
  return useSyncExternalStore(cluster.subscribe, cluster.getState);
}
