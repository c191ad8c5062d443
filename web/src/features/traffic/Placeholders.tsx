import { Button, LinearProgress, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { takePart } from '../../api/participation';
import { Command } from '../../ui/Command';
import { Placeholder } from '../../ui/Placeholder';
import type { Settings } from '../../api/types';

export function Loading() {
  return (
    <Placeholder title="Connecting…" testId="loading">
      <Typography color="text.secondary" sx={{ mb: 2 }}>
        Asking the server for the latest positions.
      </Typography>
      <LinearProgress />
    </Placeholder>
  );
}

export function Unreachable({ onRetry }: { onRetry: () => void }) {
  return (
    <Placeholder
      title="The server does not answer"
      testId="unreachable"
      actions={
        <Button variant="contained" onClick={onRetry}>
          Try now
        </Button>
      }
    >
      <Typography sx={{ mb: 1 }}>
        This page keeps trying and shows the map as soon as the server is there. Is it running?
      </Typography>
      <Command text="./vicinity up" />
    </Placeholder>
  );
}

export function NoPositions({ onPhone }: { onPhone: () => void }) {
  return (
    <Placeholder
      title="No positions yet"
      testId="empty"
      actions={
        <Button variant="outlined" onClick={onPhone}>
          Use a phone
        </Button>
      }
    >
      <Typography sx={{ mb: 1 }}>
        The log is there and waits for vehicles. Replay a recorded trace, let simulated cars drive, or report
        from a phone; the map follows by itself.
      </Typography>
      <Command text="vicinity traffic replay FILE" />
      <Command text="vicinity traffic drive" />
    </Placeholder>
  );
}

export function TakePart({ settings }: { settings: Settings | null }) {
  const [vehicle, setVehicle] = useState('');
  const minutes = settings?.participationMinutes ?? 5;
  const join = () => {
    takePart(vehicle.trim());
    window.location.reload();
  };
  return (
    <Placeholder
      title="Who reads must take part"
      testId="forbidden"
      actions={
        <form
          onSubmit={(event) => {
            event.preventDefault();
            join();
          }}
          style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}
        >
          <TextField
            size="small"
            label="Vehicle that reports"
            value={vehicle}
            onChange={(event) => setVehicle(event.target.value)}
          />
          <Button type="submit" variant="contained" disabled={vehicle.trim() === ''}>
            Show the map
          </Button>
        </form>
      }
    >
      <Typography>
        Positions are shown to those who report their own. Report one for your vehicle or phone, then name it
        here: you can read for {minutes} minutes after each report.
      </Typography>
      <Typography color="text.secondary" sx={{ mt: 1 }}>
        The operator of this server reads without that: open the page on the server’s own machine, or with the
        operator’s key in its address.
      </Typography>
    </Placeholder>
  );
}

export function NoMap({ reason }: { reason: string }) {
  return (
    <Placeholder title="This browser cannot draw the map" testId="no-map">
      <Typography>The map needs WebGL 2. {reason}</Typography>
    </Placeholder>
  );
}
