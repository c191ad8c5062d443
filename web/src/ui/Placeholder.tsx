import { Box, Paper, Typography } from '@mui/material';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  children: ReactNode;
  testId: string;
  actions?: ReactNode;
}

/** What a page says in its middle when it has nothing to show: why, and what to do. */
export function Placeholder({ title, children, testId, actions }: Props) {
  return (
    <Box
      sx={{
        position: 'absolute',
        inset: 0,
        display: 'grid',
        placeItems: 'center',
        p: 2,
        pointerEvents: 'none',
        zIndex: 3,
      }}
    >
      <Paper
        elevation={6}
        role="status"
        data-testid={testId}
        sx={{
          maxWidth: 520,
          p: { xs: 2.5, sm: 3.5 },
          pointerEvents: 'auto',
          maxHeight: '100%',
          overflow: 'auto',
        }}
      >
        <Typography variant="h5" component="h2" gutterBottom>
          {title}
        </Typography>
        {children}
        {actions !== undefined && (
          <Box sx={{ mt: 2, display: 'flex', gap: 1, flexWrap: 'wrap' }}>{actions}</Box>
        )}
      </Paper>
    </Box>
  );
}
