import { Button, Chip, Typography } from '@mui/material';
import { useEffect } from 'react';
import { link } from '../../ui/address';
import { Card, Facts } from '../../ui/Card';
import { cluster as live, useClusterState } from './live';
import { healthColour, healthWords, inFull } from './state/look';
import { useShownCluster } from './useShownCluster';

/** The cluster's health in small; nothing for readers who may not see it. */
export function ClusterBeside() {
  const { link: connection } = useClusterState();
  const { cluster, past } = useShownCluster();
  useEffect(() => live.start(), []);
  if (connection.kind === 'forbidden' || (cluster === null && past === null)) return null;
  const alive = cluster?.nodes.filter((n) => n.status === 'alive').length;
  return (
    <Card
      title="Cluster"
      action={
        <Button size="small" {...link('/cluster')} aria-label="Open the cluster">
          Open
        </Button>
      }
    >
      {cluster === null ? (
        <Typography variant="body2" color="text.secondary">
          This page did not watch the cluster at the moment shown.
        </Typography>
      ) : (
        <>
          <Chip
            size="small"
            color={healthColour[cluster.health]}
            label={healthWords(cluster)}
            sx={{ fontWeight: 650, mb: 1 }}
          />
          <Facts
            facts={[
              ['Nodes alive', `${alive} of ${cluster.nodes.length}`],
              ['Partitions in full', inFull(cluster)],
            ]}
          />
        </>
      )}
    </Card>
  );
}
