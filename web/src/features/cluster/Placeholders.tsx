import { Typography } from '@mui/material';
import { Command } from '../../ui/Command';
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
    <ServerAway
      shows="the cluster"
      command="./vicinity cluster demo"
      testId="cluster-unreachable"
      onRetry={onRetry}
    />
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
