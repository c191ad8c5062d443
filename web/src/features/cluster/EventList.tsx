import { Box, Typography } from '@mui/material';
import { memo } from 'react';
import type { Severity, TimelineEntry } from './api/cluster';

const colours: Record<Severity, string> = {
  info: 'text.secondary',
  good: 'success.main',
  warning: 'warning.main',
  bad: 'error.main',
};
const shown = 150;
const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

/** What happened, in words, the newest first. */
export function EventList({ events }: { events: TimelineEntry[] }) {
  return (
    <Box
      component="ol"
      aria-label="What happened"
      aria-live="polite"
      data-testid="cluster-events"
      sx={{ listStyle: 'none', m: 0, p: 0, overflow: 'auto', flex: 1, minHeight: 120 }}
      tabIndex={0}
    >
      {events.length === 0 && (
        <Typography color="text.secondary" sx={{ p: 1.5 }}>
          Nothing has happened yet.
        </Typography>
      )}
      {events
        .slice(-shown)
        .reverse()
        .map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
    </Box>
  );
}

const Entry = memo(function Entry({ entry }: { entry: TimelineEntry }) {
  return (
    <Box
      component="li"
      data-testid="cluster-event"
      data-kind={entry.kind}
      data-severity={entry.severity}
      sx={{
        px: 1.5,
        py: 0.6,
        borderBottom: '1px solid var(--mui-palette-divider)',
        borderLeft: '3px solid',
        borderLeftColor: colours[entry.severity],
        fontSize: '0.8rem',
        lineHeight: 1.4,
      }}
    >
      <Box component="time" sx={{ color: 'text.secondary', fontSize: '0.75rem', display: 'block' }}>
        {clock.format(entry.time)}
      </Box>
      {entry.parts.length > 1 ? (
        <details>
          <Box component="summary" sx={{ cursor: 'pointer' }}>
            {entry.text}
          </Box>
          <Box component="ul" sx={{ m: 0, pl: 2, color: 'text.secondary', fontSize: '0.75rem' }}>
            {entry.parts.map((part) => (
              <li key={part}>{part}</li>
            ))}
          </Box>
        </details>
      ) : (
        entry.text
      )}
    </Box>
  );
});
