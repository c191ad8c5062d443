import { Typography } from '@mui/material';
import { Command } from '../../ui/Command';
import { clientCommand } from '../../ui/commands';
import { Placeholder } from '../../ui/Placeholder';
import { ServerAway } from '../../ui/ServerAway';
import { useServerStatus } from '../../ui/ServerStatus';
import { Waiting } from '../../ui/Waiting';
import { weather as live } from './live';
import type { WeatherState } from './state/liveWeather';

/** Stands where the weather will be: why there is none yet, and what to do. Null where there is something to show. */
export function placeholderOf(state: WeatherState): 'forbidden' | 'away' | 'waiting' | 'empty' | null {
  const { link, heardAt, status, known, windows, sensors } = state;
  if (link.kind === 'forbidden') return 'forbidden';
  if (heardAt === null) return link.kind === 'away' ? 'away' : 'waiting';
  if (status === null || !known) return 'waiting';
  const hasWindows = Object.values(windows).some((some) => some.length > 0);
  return status.readings === 0 && !hasWindows && (sensors?.size ?? 0) === 0 && state.watched.scope === 'all'
    ? 'empty'
    : null;
}

export function WeatherPlaceholder({ kind }: { kind: 'forbidden' | 'away' | 'waiting' | 'empty' }) {
  switch (kind) {
    case 'forbidden':
      return <Refused />;
    case 'away':
      return (
        <ServerAway
          shows="the weather"
          command="up"
          testId="weather-unreachable"
          onRetry={() => live.retryNow()}
        />
      );
    case 'waiting':
      return (
        <Waiting
          title="Reading the sensors…"
          text="Asking the server for readings and windows."
          testId="weather-loading"
        />
      );
    case 'empty':
      return <NoSensors />;
  }
}

function Refused() {
  return (
    <Placeholder title="The server does not show the weather here" testId="weather-forbidden">
      <Typography>Open the operator’s link that the server printed when it started.</Typography>
    </Placeholder>
  );
}

function NoSensors() {
  const status = useServerStatus();
  return (
    <Placeholder title="No sensor has reported yet" testId="weather-empty">
      <Typography sx={{ mb: 1 }}>
        Readings are shown as soon as a sensor sends some. In a terminal, one is simulated by
      </Typography>
      <Command text={clientCommand('weather sensor --kind air --place lab', status)} />
      <Typography sx={{ my: 1 }}>and a single reading is stored by</Typography>
      <Command text={postCommand(window.location.origin)} />
    </Placeholder>
  );
}

export const postCommand = (origin: string) =>
  `curl ${origin}/api/weather/readings -H 'Content-Type: application/json' -d '{"sensor":"me","number":1,"kind":"air","temperature":20.5,"humidity":41}'`;
