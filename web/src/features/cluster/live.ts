import { useStore } from '../../ui/useStore';
import { clusterApi, openCluster } from './api/cluster';
import { LiveCluster, type ClusterState } from './state/liveCluster';

/** What is watched of the cluster; it begins when the first page that shows it is opened, and goes on as long as the browser shows any. */
export const cluster = new LiveCluster(openCluster, clusterApi);

export function useClusterState(): ClusterState {
  return useStore(cluster.store);
}
