import { Box, Chip, Paper, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { useMoment } from './timebar/TimelineProvider';

interface Props {
  title: string;
  says?: string;
  /** True when it shows the present, whatever the time bar says: then it is marked while the rest shows the past. */
  live?: boolean;
  action?: ReactNode;
  children: ReactNode;
}

/** A part of the overview. */
export function Card({ title, says, live = false, action, children }: Props) {
  return (
    <Paper variant="outlined" component="section" aria-label={title} sx={{ p: 2 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap', mb: 1 }}>
        <Typography variant="h6" component="h3" sx={{ flex: 1 }}>
          {title}
        </Typography>
        {live && <LiveMark />}
        {action}
      </Box>
      {says !== undefined && (
        <Typography variant="body2" color="text.secondary" sx={{ mb: 1 }}>
          {says}
        </Typography>
      )}
      {children}
    </Paper>
  );
}

/** Marks what shows the present while the time bar is in the past. */
export function LiveMark() {
  return useMoment() === null ? null : (
    <Chip size="small" color="success" variant="outlined" label="as it is now" data-testid="live-mark" />
  );
}

/** Names with values. */
export function Facts({ facts }: { facts: [name: string, value: string][] }) {
  return (
    <Box
      component="dl"
      sx={{ m: 0, display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 2, rowGap: 0.5 }}
    >
      {facts.map(([name, value]) => (
        <Box key={name} sx={{ display: 'contents' }}>
          <Typography component="dt" variant="body2" color="text.secondary">
            {name}
          </Typography>
          <Typography
            component="dd"
            variant="body2"
            sx={{ m: 0, textAlign: 'right', fontWeight: 600, overflowWrap: 'anywhere' }}
          >
            {value}
          </Typography>
        </Box>
      ))}
    </Box>
  );
}
