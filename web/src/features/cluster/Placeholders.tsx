import { Box, Button, Paper, Typography } from '@mui/material';
import { timeOfDay } from '../../ui/format';
import type { TimelineEntry } from './api/cluster';
import { EventList } from './EventList';
import { Command } from '../../ui/Command';
import { clientCommand } from '../../ui/commands';
import { useServerStatus } from '../../ui/ServerStatus';
import { Placeholder } from '../../ui/Placeholder';
import { ServerAway } from '../../ui/ServerAway';
import { Waiting } from '../../ui/Waiting';

export function Connecting() {
  return (
    <Waiting
      title="Looking for the cluster…"
      text="Asking its nodes who leads and who follows."
      testId="cluster-loading"
    />
  );
}

export function Unreachable({ onRetry }: { onRetry: () => void }) {
  return (
    <ServerAway shows="the cluster" command="cluster demo" testId="cluster-unreachable" onRetry={onRetry} />
  );
}

export function OperatorOnly() {
  const status = useServerStatus();
  return (
    <Placeholder title="The cluster is shown to its operator" testId="cluster-forbidden">
      <Typography sx={{ mb: 1 }}>
        Open the operator's link that the server printed when it started. In a terminal the same is shown by
      </Typography>
      <Command text={clientCommand('cluster watch', status)} />
    </Placeholder>
  );
}

interface NotWatchedProps {
  since: number;
  /** What happened until the moment shown. */
  events: TimelineEntry[];
  onGo: () => void;
}

/** Stands for the cluster at a moment of which only the events are known. */
export function NotWatched({ since, events, onGo }: NotWatchedProps) {
  return (
    <Box
      data-testid="cluster-before"
      sx={{
        height: '100%',
        maxWidth: 720,
        mx: 'auto',
        p: 2,
        display: 'flex',
        flexDirection: 'column',
        gap: 2,
      }}
    >
      <Box role="status">
        <Typography variant="h5" component="h2" gutterBottom>
          The cluster was not watched then
        </Typography>
        <Typography sx={{ mb: 1.5 }}>
          This page has watched it since {timeOfDay(since)}. Of earlier moments it knows only what happened.
        </Typography>
        <Button variant="outlined" onClick={onGo}>
          Go to {timeOfDay(since)}
        </Button>
      </Box>
      <Paper
        variant="outlined"
        sx={{
          flex: '0 1 auto',
          display: 'flex',
          flexDirection: 'column',
          overflow: 'hidden',
        }}
      >
        <Typography
          component="h3"
          variant="h6"
          sx={{ px: 1.5, py: 0.75, borderBottom: 1, borderColor: 'divider' }}
        >
          What had happened
        </Typography>
        <EventList events={events} />
      </Paper>
    </Box>
  );
}
