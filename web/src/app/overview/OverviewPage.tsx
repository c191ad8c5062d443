import { Box, Typography } from '@mui/material';
import { link } from '../../ui/address';
import { useServerStatus } from '../../ui/ServerStatus';
import { answering, offered } from '../applications';
import { features } from '../features';
import { LogCard } from './LogCard';

/** What Vicinity is, what runs, and each feature in small. */
export function OverviewPage() {
  const status = useServerStatus();
  const parts = answering(features, status).map(({ name, Overview = {} }) => ({ name, ...Overview }));
  // Where no application has something large to show, its small part is the first thing on the page.
  const wide = parts.some(({ Main }) => Main !== undefined);
  return (
    <Box component="main" sx={{ overflow: 'auto', height: '100%', p: { xs: 1.5, md: 3 } }}>
      <Box
        sx={{
          maxWidth: 1320,
          mx: 'auto',
          display: 'flex',
          flexDirection: 'column',
          gap: 2,
          minHeight: '100%',
        }}
      >
        <Box>
          <Typography variant="h5" component="h2">
            Small events about places, kept in a log, shown live
          </Typography>
          <Typography color="text.secondary" sx={{ maxWidth: 820 }}>
            Devices, programs and recorded traces report what happens where. Each event is written to a log,
            acknowledged when it is on disk, and shown here within a moment. Any Kafka client can read and
            write the same log.
          </Typography>
          <Box component="ul" aria-label="Pages" sx={{ listStyle: 'none', m: 0, mt: 1, p: 0 }}>
            {offered(features, status).map(({ path, name, says }) => (
              <Typography component="li" variant="body2" key={name} sx={{ py: 0.25 }}>
                <Box
                  component="a"
                  {...link(path)}
                  sx={{ color: 'primary.main', fontWeight: 650, textUnderlineOffset: 3 }}
                >
                  {name}
                </Box>
                : {says}
              </Typography>
            ))}
          </Box>
        </Box>
        <Box
          sx={{
            display: 'grid',
            gridTemplateColumns: {
              xs: 'minmax(0, 1fr)',
              md: wide ? 'minmax(0, 1fr) minmax(280px, 360px)' : 'minmax(0, 560px)',
            },
            gap: 2,
            flex: 1,
            alignItems: 'stretch',
          }}
        >
          {wide && (
            <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
              {parts.map(({ name, Main }) => Main !== undefined && <Main key={name} />)}
            </Box>
          )}
          <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
            {wide && <LogCard />}
            {parts.map(({ name, Beside }) => Beside !== undefined && <Beside key={name} />)}
            {!wide && <LogCard />}
          </Box>
        </Box>
      </Box>
    </Box>
  );
}
