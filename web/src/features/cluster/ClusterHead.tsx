import { Box, Chip, Typography } from '@mui/material';
import { count, moment, rate } from '../../ui/format';
import type { Cluster } from './state/cluster';
import { healthColour, healthWords } from './state/look';

interface Props {
  cluster: Cluster;
  /** The moment shown, when it is not the present. */
  past: number | null;
}

/** The cluster in one line: how it is, and its figures. */
export function ClusterHead({ cluster, past }: Props) {
  const alive = cluster.nodes.filter((n) => n.status === 'alive').length;
  const shown = cluster.partitions.filter((p) => !p.isInternal);
  const full = shown.filter((p) => p.status === 'ok').length;
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', columnGap: 3, rowGap: 1 }}>
      <Chip
        color={healthColour[cluster.health]}
        label={healthWords[cluster.health]}
        data-testid="cluster-health"
        data-health={cluster.health}
        role="status"
        sx={{ fontWeight: 650, height: 30 }}
      />
      {past !== null && (
        <Chip
          variant="outlined"
          color="primary"
          data-testid="cluster-past"
          label={`as it was at ${moment(past, Date.now())}`}
        />
      )}
      <Fact name="nodes" value={`${alive} of ${cluster.nodes.length}`} testId="cluster-nodes" />
      <Fact
        name="controller"
        value={cluster.controller < 0 ? 'none' : `node ${cluster.controller}`}
        testId="cluster-controller"
      />
      <Fact name="partitions in full" value={`${full} of ${shown.length}`} testId="cluster-partitions" />
      <Fact
        name="records a second"
        value={cluster.recordsPerSecond >= 0 ? rate(cluster.recordsPerSecond) : '–'}
        testId="cluster-rate"
      />
      <Fact
        name="acknowledged records"
        value={count(shown.reduce((sum, p) => sum + (p.highWatermark ?? 0), 0))}
        testId="cluster-records"
      />
      <Box sx={{ flex: 1 }} />
      {cluster.clusterId !== null && (
        <Typography
          variant="body2"
          color="text.secondary"
          noWrap
          sx={{ display: { xs: 'none', xl: 'block' } }}
        >
          cluster <code>{cluster.clusterId}</code>
        </Typography>
      )}
    </Box>
  );
}

function Fact({ name, value, testId }: { name: string; value: string; testId: string }) {
  return (
    <Box>
      <Typography sx={{ fontWeight: 650, fontSize: '1.02rem', lineHeight: 1.15 }} data-testid={testId}>
        {value}
      </Typography>
      <Typography color="text.secondary" sx={{ fontSize: '0.7rem', lineHeight: 1.2 }}>
        {name}
      </Typography>
    </Box>
  );
}
