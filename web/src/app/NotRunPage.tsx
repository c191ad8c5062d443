import { Box, Button, Typography } from '@mui/material';
import { link } from '../ui/address';

/** What stands at the address of a page whose application the server was started without. */
export function NotRunPage({ name }: { name: string }) {
  return (
    <Box
      component="main"
      data-testid="not-run"
      sx={{ height: '100%', overflow: 'auto', display: 'grid', placeItems: 'center', p: 2 }}
    >
      <Box sx={{ maxWidth: 480, textAlign: 'center' }}>
        <Typography variant="h5" component="h2" sx={{ mb: 1 }}>
          {name} does not run here
        </Typography>
        <Typography color="text.secondary" sx={{ mb: 2 }}>
          This server was started with other applications only: its option <code>--apps</code> names them.
          Without that option, or with <code>{name.toLowerCase()}</code> in it, this page is there.
        </Typography>
        <Button variant="contained" {...link('/')}>
          Go to the overview
        </Button>
      </Box>
    </Box>
  );
}
