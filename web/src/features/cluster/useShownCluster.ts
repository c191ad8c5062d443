import { useMoment } from '../../ui/timebar/TimelineProvider';
import { cluster, useClusterState } from './live';
import type { Cluster } from './state/cluster';

export interface ShownCluster {
  /** The cluster at the moment shown; null when it is not known of that moment. */
  cluster: Cluster | null;
  /** The moment of the time bar, Unix milliseconds; null for the present. */
  past: number | null;
}

/** The cluster as it is, or as it was at the moment of the time bar. */
export function useShownCluster(): ShownCluster {
  const state = useClusterState();
  const past = useMoment();
  return { cluster: past === null ? state.cluster : cluster.history.at(past), past };
}
