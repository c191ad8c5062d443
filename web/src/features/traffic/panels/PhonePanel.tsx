import { Alert, Box, Button, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import { isAbort } from '../../../api/http';
import { trafficApi } from '../api/traffic';
import type { Phone, Settings } from '../api/types';
import { Command } from '../../../ui/Command';

/** How a phone becomes a vehicle. */
export function PhonePanel({ settings }: { settings: Settings | null }) {
  const [phone, setPhone] = useState<Phone | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    const stop = new AbortController();
    trafficApi.phone(stop.signal).then(setPhone, (failure: unknown) => {
      if (!isAbort(failure)) setError(failure instanceof Error ? failure.message : String(failure));
    });
    return () => stop.abort();
  }, [attempt]);

  if (error !== null) {
    const again = () => {
      setError(null);
      setAttempt(attempt + 1);
    };
    return (
      <Alert severity="warning" action={<Button onClick={again}>Again</Button>}>
        {error}
      </Alert>
    );
  }
  if (phone === null) return <Typography variant="body2">Reading…</Typography>;
  return (
    <>
      <Typography variant="body2" color="text.secondary">
        Put yourself on the map: scan the code with the phone’s camera, or type the address into one of these
        free apps.
      </Typography>
      <Box
        role="img"
        aria-label={`QR code of ${phone.osmandUrl}`}
        data-testid="phone-qr"
        sx={{
          my: 1.5,
          mx: 'auto',
          width: 208,
          overflow: 'hidden',
          bgcolor: '#fff',
          borderRadius: 2,
          border: 1,
          borderColor: 'divider',
          '& svg': { display: 'block', width: '100%', height: 'auto' },
        }}
        // The code comes from this page's own server.
        dangerouslySetInnerHTML={{ __html: phone.qrSvg.replace(' role="img"', ' aria-hidden="true"') }}
      />
      <Typography sx={{ fontWeight: 600 }}>Traccar Client</Typography>
      <Typography variant="body2" color="text.secondary">
        Server URL (also for OsmAnd’s online tracking):
      </Typography>
      <Command text={phone.osmandUrl} label="the Traccar Client address" />
      <Typography sx={{ fontWeight: 600, mt: 1.5 }}>OwnTracks</Typography>
      <Typography variant="body2" color="text.secondary">
        Connection mode HTTP, URL:
      </Typography>
      <Command text={phone.owntracksUrl} label="the OwnTracks address" />
      {onlyHere(phone.osmandUrl) ? (
        <Alert severity="info" sx={{ mt: 1.5 }}>
          This server listens on its own machine only. For a phone, start it with{' '}
          <code>--http 0.0.0.0:3300</code> in the same network.
        </Alert>
      ) : (
        <Typography variant="body2" color="text.secondary" sx={{ mt: 1.5 }}>
          The phone must be in the same network as this server.
        </Typography>
      )}
      <Typography variant="body2" color="text.secondary" sx={{ mt: 1 }}>
        Who reports may also read, for {settings?.participationMinutes ?? 5} minutes after each report.
      </Typography>
    </>
  );
}

/** True for an address that means another machine on every machine: the phone itself, on a phone. */
function onlyHere(url: string): boolean {
  const host = URL.parse(url)?.hostname ?? '';
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}
