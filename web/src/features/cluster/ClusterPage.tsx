import { Alert, Box, Paper, Typography } from '@mui/material';
import { useCallback, useEffect, useState } from 'react';
import type { NodeVerb } from './api/cluster';
import { useTimeline } from '../../ui/timebar/TimelineProvider';
import { clientCommand } from '../../ui/commands';
import { useServerStatus } from '../../ui/ServerStatus';
import { ClusterHead } from './ClusterHead';
import { EventList } from './EventList';
import { cluster as live, useClusterState } from './live';
import { MatrixHead } from './matrix/MatrixHead';
import { PartitionMatrix } from './matrix/PartitionMatrix';
import { NodeTile } from './NodeTile';
import { PartitionDetails } from './PartitionDetails';
import { Connecting, NotWatched, OperatorOnly, Unreachable } from './Placeholders';
import { chosen, type Filter } from './state/look';
import { useShownCluster } from './useShownCluster';

const everything: Filter = { text: '', troubled: false, internal: false, node: null };

/** Nodes, who leads and who follows, and what happened: live, or at the moment of the time bar. */
export function ClusterPage() {
  const state = useClusterState();
  const { dispatch } = useTimeline();
  const status = useServerStatus();
  const { cluster: shown, past } = useShownCluster();
  const [filter, setFilter] = useState(everything);
  const [partition, setPartition] = useState<string | null>(null);
  useEffect(() => live.start(), []);

  const chooseNode = useCallback(
    (node: number) => setFilter((f) => ({ ...f, node: f.node === node ? null : node })),
    [],
  );
  const act = useCallback((node: number, verb: NodeVerb) => void live.act(node, verb), []);

  const events = past === null ? state.events : state.events.filter((e) => e.time <= past);
  if (shown === null) {
    const since = live.history.start;
    return (
      <Box component="main" sx={{ position: 'relative', height: '100%' }}>
        {past !== null && since !== null ? (
          <NotWatched since={since} events={events} onGo={() => dispatch({ type: 'seek', at: since })} />
        ) : state.link.kind === 'forbidden' ? (
          <OperatorOnly />
        ) : state.link.kind === 'away' ? (
          <Unreachable onRetry={() => live.retryNow()} />
        ) : (
          <Connecting />
        )}
      </Box>
    );
  }

  const partitions = chosen(shown, filter);
  const details = shown.partitions.find((p) => p.key === partition);
  return (
    <Box
      component="main"
      data-testid="cluster-page"
      sx={{ height: '100%', overflow: { xs: 'auto', md: 'hidden' }, p: { xs: 1, md: 1.5 } }}
    >
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 1fr) minmax(280px, 350px)' },
          gridTemplateRows: { md: 'minmax(0, 1fr)' },
          gap: 1.5,
          height: { md: '100%' },
        }}
      >
        <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.25, minHeight: 0 }}>
          <ClusterHead cluster={shown} past={past} />
          <Notices
            error={state.error}
            onForget={() => live.forgetError()}
            tellsLag={shown.tellsLag || shown.partitions.length === 0}
          />
          <Box
            role="group"
            aria-label="Nodes"
            sx={{
              display: 'grid',
              gridTemplateColumns: 'repeat(auto-fill, minmax(160px, 1fr))',
              gap: 1,
              gridAutoRows: 'max-content',
              overflow: { md: 'auto' },
              flex: '0 1 auto',
              minHeight: { md: 104 },
              p: '2px',
            }}
          >
            {shown.nodes.map((node) => (
              <NodeTile
                key={node.id}
                node={node}
                controlled={past === null ? shown.controlled.get(node.id) : undefined}
                busy={state.busy.get(node.id)}
                chosen={filter.node === node.id}
                now={Math.floor(shown.now / 1000) * 1000}
                onChoose={chooseNode}
                onAct={act}
              />
            ))}
          </Box>
          <MatrixHead
            filter={filter}
            onFilter={setFilter}
            shown={partitions.length}
            all={shown.partitions.length}
            tellsLag={shown.tellsLag}
          />
          <PartitionMatrix
            nodes={shown.nodes}
            partitions={partitions}
            now={shown.now}
            chosenNode={filter.node}
            chosenPartition={partition}
            onChooseNode={chooseNode}
            onChoosePartition={setPartition}
            empty={
              shown.partitions.length === 0 || filter === everything
                ? `No topics yet: ${clientCommand('topic create first', status)}, or any Kafka client.`
                : filter.troubled
                  ? 'No partition is in trouble.'
                  : 'No partition is like that.'
            }
          />
        </Box>
        <Paper
          variant="outlined"
          sx={{ display: 'flex', flexDirection: 'column', minHeight: { xs: 320, md: 0 }, overflow: 'hidden' }}
        >
          {details !== undefined && (
            <PartitionDetails partition={details} onClose={() => setPartition(null)} />
          )}
          <Typography
            component="h2"
            variant="h6"
            sx={{ px: 1.5, py: 0.75, borderBottom: 1, borderColor: 'divider' }}
          >
            What happened
          </Typography>
          <EventList events={events} />
        </Paper>
      </Box>
    </Box>
  );
}

interface NoticesProps {
  error: string | null;
  onForget: () => void;
  tellsLag: boolean;
}

function Notices({ error, onForget, tellsLag }: NoticesProps) {
  return (
    <>
      {error !== null && (
        <Alert severity="error" onClose={onForget} data-testid="cluster-error" sx={{ py: 0 }}>
          {error}
        </Alert>
      )}
      {!tellsLag && (
        <Alert severity="info" sx={{ py: 0 }} data-testid="cluster-kafka">
          This is no Vicinity cluster: leaders and in-sync replicas are shown as its metadata tell them, lag
          and events are not told.
        </Alert>
      )}
    </>
  );
}
