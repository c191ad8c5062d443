import type { ReactNode } from 'react';
import { Box, Button, Typography } from '@mui/material';
import { link } from '../ui/address';

interface MessagePageProps {
  testId: string;
  title: string;
  children: ReactNode;
}

/** A page that says why there is nothing else at its address, and leads to the overview. */
export function MessagePage({ testId, title, children }: MessagePageProps) {
  return (
    <Box
      component="main"
      data-testid={testId}
      sx={{ height: '100%', overflow: 'auto', display: 'grid', placeItems: 'center', p: 2 }}
    >
      <Box sx={{ maxWidth: 480, textAlign: 'center' }}>
        <Typography variant="h5" component="h2" sx={{ mb: 1 }}>
          {title}
        </Typography>
        <Typography color="text.secondary" sx={{ mb: 2 }}>
          {children}
        </Typography>
        <Button variant="contained" {...link('/')}>
          Go to the overview
        </Button>
      </Box>
    </Box>
  );
}
