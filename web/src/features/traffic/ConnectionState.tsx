import { Chip, Tooltip } from '@mui/material';
import { useTimeline } from '../../ui/timebar/TimelineProvider';
import { useTrafficState } from './TrafficProvider';

type Look = { text: string; hint: string; colour: 'success' | 'warning' | 'error' | 'default' | 'primary' };

/** Whether the picture is live, in one word. */
export function ConnectionState() {
  const { link, summary } = useTrafficState();
  const live = useTimeline().timeline.mode === 'live';
  const look = ((): Look => {
    switch (link.kind) {
      case 'connecting':
        return { text: 'connecting', hint: 'Connecting to the server', colour: 'default' };
      case 'away':
        return {
          text: 'server away',
          hint: 'The server does not answer; the page keeps trying',
          colour: 'error',
        };
      case 'forbidden':
        return { text: 'no access', hint: 'Who reads must take part', colour: 'warning' };
      case 'live':
        if (summary?.delayed) return { text: 'delayed', hint: 'The log does not answer', colour: 'warning' };
        return live
          ? { text: 'live', hint: 'Connected: the map shows what is reported now', colour: 'success' }
          : {
              text: 'history',
              hint: 'Connected: the map shows the moment of the time bar',
              colour: 'primary',
            };
    }
  })();
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
