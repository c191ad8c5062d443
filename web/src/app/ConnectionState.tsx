import { Chip, Tooltip } from '@mui/material';
import { useMoment } from '../ui/timebar/TimelineProvider';
import type { FeatureStatus } from './feature';

type Look = { text: string; hint: string; colour: 'success' | 'warning' | 'error' | 'default' | 'primary' };

const isDown: Look = {
  text: 'down',
  hint: 'This page’s application does not run on this server; the rest goes on',
  colour: 'error',
};

interface Props {
  /** How what the page shows stands to the server; null while nothing is asked for. */
  status: FeatureStatus | null;
  /** Whether the page's application does not run. */
  down: boolean;
  /** Whether the page shows what is live, and connects for it. */
  live: boolean;
}

/** Whether the picture is live, in one word. */
export function ConnectionState({ status, down, live }: Props) {
  const past = useMoment() !== null;
  // A page that shows nothing live asks for nothing, so there is nothing to say.
  if (status === null && !down && !live) return null;
  const look = down ? isDown : lookOf(status, past);
  return (
    <Tooltip title={look.hint}>
      <Chip
        size="small"
        variant="outlined"
        color={look.colour}
        label={look.text}
        data-testid="connection-state"
        aria-live="polite"
        sx={{ minWidth: 66, fontWeight: 650 }}
      />
    </Tooltip>
  );
}

function lookOf(status: FeatureStatus | null, past: boolean): Look {
  switch (status?.link.kind) {
    case undefined:
    case 'connecting':
      return { text: 'connecting', hint: 'Connecting to the server', colour: 'default' };
    case 'away':
      return {
        text: 'server away',
        hint: 'The server does not answer; the page keeps trying',
        colour: 'error',
      };
    case 'forbidden':
      return { text: 'no access', hint: 'This page is not shown to everybody', colour: 'warning' };
    case 'live':
      if (status!.delayedSeconds > 0)
        return { text: 'delayed', hint: 'The log does not answer', colour: 'warning' };
      return past
        ? {
            text: 'history',
            hint: 'Connected: the page shows the moment of the time bar',
            colour: 'primary',
          }
        : { text: 'live', hint: 'Connected: the page shows what is reported now', colour: 'success' };
  }
}
