import { Button, LinearProgress, Typography } from '@mui/material';
import { Command } from '../../ui/Command';
import { Placeholder } from '../../ui/Placeholder';

export function Connecting() {
  return (
    <Placeholder title="Looking for the cluster…" testId="cluster-loading">
      <Typography color="text.secondary" sx={{ mb: 2 }}>
        Asking its nodes who leads and who follows.
      </Typography>
      <LinearProgress />
    </Placeholder>
  );
}

export function Unreachable({ onRetry }: { onRetry: () => void }) {
  return (
    <Placeholder
      title="The server does not answer"
      testId="cluster-unreachable"
      actions={
        <Button variant="contained" onClick={onRetry}>
          Try now
        </Button>
      }
    >
      <Typography sx={{ mb: 1 }}>
        This page keeps trying and shows the cluster as soon as the server is there. Is it running?
      </Typography>
      <Command text="./vicinity cluster demo" />
    </Placeholder>
  );
}

export function OperatorOnly() {
  return (
    <Placeholder title="The cluster is shown to its operator" testId="cluster-forbidden">
      <Typography sx={{ mb: 1 }}>
        Open this page on the machine that runs the server, or once with the operator's key in the address. In
        a terminal the same is shown by
      </Typography>
      <Command text="./vicinity cluster watch" />
    </Placeholder>
  );
}
