import { Button, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { takePart } from './api/participation';
import { Command } from '../../ui/Command';
import { clientCommand } from '../../ui/commands';
import { useServerStatus } from '../../ui/ServerStatus';
import { Placeholder } from '../../ui/Placeholder';
import { ServerAway } from '../../ui/ServerAway';
import { Waiting } from '../../ui/Waiting';
import { traffic } from './live';
import { isEmpty, type TrafficState } from './state/trafficState';
import type { Settings } from './api/types';

interface Props {
  state: TrafficState;
  /** Why the map cannot be drawn. */
  failure: string | null;
  /** Shows how a phone reports; null while that is shown. */
  onPhone: (() => void) | null;
}

/** What stands over a map that has nothing to show: why, and what to do. */
export function MapPlaceholder({ state, failure, onPhone }: Props) {
  if (failure !== null) return <NoMap reason={failure} />;
  if (state.link.kind === 'forbidden') return <TakePart settings={state.settings} />;
  if (state.summary !== null && isEmpty(state) && state.summary.delayed) return <LogAway />;
  if (state.summary !== null) return isEmpty(state) && onPhone !== null && <NoPositions onPhone={onPhone} />;
  return state.link.kind === 'away' ? <Unreachable onRetry={() => traffic.retryNow()} /> : <Loading />;
}

function Loading() {
  return <Waiting title="Connecting…" text="Asking the server for the latest positions." testId="loading" />;
}

function Unreachable({ onRetry }: { onRetry: () => void }) {
  return <ServerAway shows="the map" command="up" testId="unreachable" onRetry={onRetry} />;
}

function LogAway() {
  return (
    <Waiting
      title="Storage does not answer yet"
      text="The server asks again and again, and the map follows by itself. Its log says what it does not reach."
      testId="log-away"
    />
  );
}

function NoPositions({ onPhone }: { onPhone: () => void }) {
  const status = useServerStatus();
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
      <Command text={clientCommand('traffic replay demo --loop', status)} />
      <Command text={clientCommand('traffic drive', status)} />
    </Placeholder>
  );
}

function TakePart({ settings }: { settings: Settings | null }) {
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
        The operator of this server reads without that: open the operator’s link that the server printed when
        it started.
      </Typography>
    </Placeholder>
  );
}

function NoMap({ reason }: { reason: string }) {
  return (
    <Placeholder title="This browser cannot draw the map" testId="no-map">
      <Typography>The map needs WebGL 2. {reason}</Typography>
    </Placeholder>
  );
}
