import { Figure } from '../../ui/Figure';
import { count, rate } from '../../ui/format';
import { inFull } from './state/look';
import { useShownCluster } from './useShownCluster';

/** The cluster in figures, at the moment shown. */
export function ClusterFigures() {
  const { cluster } = useShownCluster();
  const alive = cluster?.nodes.filter((n) => n.status === 'alive').length;
  const own = cluster?.partitions.filter((p) => !p.isInternal);
  return (
    <>
      <Figure
        label="nodes"
        value={cluster === null ? '–' : `${alive} of ${cluster.nodes.length}`}
        hint="Nodes that are alive"
        testId="cluster-nodes"
      />
      <Figure
        label="controller"
        value={cluster === null ? '–' : cluster.controller < 0 ? 'none' : `node ${cluster.controller}`}
        hint="The node that knows nodes, topics and assignments"
        testId="cluster-controller"
      />
      <Figure
        label="partitions in full"
        value={cluster === null ? '–' : inFull(cluster)}
        hint="Partitions of which all replicas are in sync, the cluster's own among them"
        testId="cluster-partitions"
      />
      <Figure
        label="records/s"
        value={cluster === null || cluster.recordsPerSecond < 0 ? '–' : rate(cluster.recordsPerSecond)}
        hint="Records written a second"
        testId="cluster-rate"
      />
      <Figure
        label="records"
        value={own === undefined ? '–' : count(own.reduce((sum, p) => sum + (p.highWatermark ?? 0), 0))}
        hint="Acknowledged records"
        testId="cluster-records"
      />
    </>
  );
}
