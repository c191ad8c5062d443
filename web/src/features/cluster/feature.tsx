import type { Feature, FeatureStatus } from '../../app/feature';
import { ClusterFigures } from './ClusterFigures';
import { ClusterPage } from './ClusterPage';
import { cluster as live, useClusterState } from './live';
import { ClusterBeside } from './Overview';

export const cluster: Feature = {
  path: '/cluster',
  name: 'Cluster',
  says: 'nodes, who leads and who follows, and what happened; what this page has seen can be played back.',
  Page: ClusterPage,
  rest: () => live.stop(),
  useStatus,
  Figures: ClusterFigures,
  Overview: { Beside: ClusterBeside },
  history: { load: async () => [live.series()] },
  shortcuts: [
    { keys: ['K', 'P', 'R'], does: 'On a node of the cluster demo: kill, pause or resume, restart' },
    { keys: ['↑', '↓'], does: 'In the list of partitions: the one before or after' },
  ],
};

function useStatus(): FeatureStatus | null {
  const { started, link, heardAt, clockOffset } = useClusterState();
  if (!started) return null;
  return { link, delayedSeconds: 0, heardAt, clockOffset, retryNow: () => live.retryNow() };
}
