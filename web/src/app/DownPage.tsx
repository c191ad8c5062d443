import { Box, Button, Typography } from '@mui/material';
import { link } from '../ui/address';

/** What stands at the address of a page whose application could not start. */
export function DownPage({ name }: { name: string }) {
  return (
    <Box
      component="main"
      data-testid="down-page"
      sx={{ height: '100%', overflow: 'auto', display: 'grid', placeItems: 'center', p: 2 }}
    >
      <Box sx={{ maxWidth: 480, textAlign: 'center' }}>
        <Typography variant="h5" component="h2" sx={{ mb: 1 }}>
          {name} does not run
        </Typography>
        <Typography color="text.secondary" sx={{ mb: 2 }}>
          It could not start on this server. What it has stored is in the log, and is shown again when it
          runs. The server’s log says why it does not.
        </Typography>
        <Button variant="contained" {...link('/')}>
          Go to the overview
        </Button>
      </Box>
    </Box>
  );
}
