import { Box, Button, Typography } from '@mui/material';
import { link, useRoute } from '../ui/address';

/** What stands at an address that is no page. */
export function NotFoundPage() {
  const path = useRoute();
  return (
    <Box
      component="main"
      data-testid="not-found"
      sx={{ height: '100%', overflow: 'auto', display: 'grid', placeItems: 'center', p: 2 }}
    >
      <Box sx={{ maxWidth: 480, textAlign: 'center' }}>
        <Typography
          component="p"
          color="text.secondary"
          sx={{ fontSize: '3.5rem', fontWeight: 700, lineHeight: 1 }}
        >
          404
        </Typography>
        <Typography variant="h5" component="h2" sx={{ my: 1 }}>
          There is no such page
        </Typography>
        <Typography color="text.secondary" sx={{ mb: 2, overflowWrap: 'anywhere' }}>
          Nothing is shown at <code>{path}</code>. The address may be mistyped, or of another version.
        </Typography>
        <Button variant="contained" {...link('/')}>
          Go to the overview
        </Button>
      </Box>
    </Box>
  );
}
