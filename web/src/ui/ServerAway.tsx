import { Button, Typography } from '@mui/material';
import { Command } from './Command';
import { serverCommand } from './commands';
import { Placeholder } from './Placeholder';

interface Props {
  /** What the page shows when the server is there, as in "the map". */
  shows: string;
  /** The words of the command that starts a server that has it, as in "up". */
  command: string;
  testId: string;
  onRetry: () => void;
}

/** Stands in place of a page whose server does not answer. */
export function ServerAway({ shows, command, testId, onRetry }: Props) {
  return (
    <Placeholder
      title="The server does not answer"
      testId={testId}
      actions={
        <Button variant="contained" onClick={onRetry}>
          Try now
        </Button>
      }
    >
      <Typography sx={{ mb: 1 }}>
        This page keeps trying and shows {shows} as soon as the server is there. Is it running?
      </Typography>
      <Command text={serverCommand(command, window.location)} />
    </Placeholder>
  );
}
