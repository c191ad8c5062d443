import { Box, Chip, Typography } from '@mui/material';
import { moment } from '../../ui/format';
import type { Cluster } from './state/cluster';
import { healthColour, healthWords } from './state/look';

interface Props {
  cluster: Cluster;
  /** The moment shown, when it is not the present. */
  past: number | null;
}

/** How the cluster is, in a few words. */
export function ClusterHead({ cluster, past }: Props) {
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', columnGap: 1.5, rowGap: 1 }}>
      <Chip
        color={healthColour[cluster.health]}
        label={healthWords(cluster)}
        data-testid="cluster-health"
        data-health={cluster.health}
        role="status"
        sx={{ fontWeight: 650, minHeight: 30 }}
      />
      {past !== null && (
        <Chip
          variant="outlined"
          color="primary"
          data-testid="cluster-past"
          label={`as it was at ${moment(past, Date.now())}`}
        />
      )}
      <Box sx={{ flex: 1 }} />
      {cluster.clusterId !== null && (
        <Typography
          variant="body2"
          color="text.secondary"
          noWrap
          sx={{ display: { xs: 'none', lg: 'block' } }}
        >
          cluster <code>{cluster.clusterId}</code>
        </Typography>
      )}
    </Box>
  );
}
