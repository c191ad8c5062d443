import { Box, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { count, some, span } from '../../../ui/format';
import { List, ListRow } from '../../../ui/list/List';
import { useNow } from '../../../ui/useNow';
import type { Health, Quantity, SensorState, Watched, Window } from '../api/weather';
import { quantityNames, measured, valueOf, windowWords } from '../state/quantities';
import { newestOf, type WeatherState } from '../state/liveWeather';
import { healthOf, keyOf, placesOf } from '../state/sensors';

interface Props {
  state: WeatherState;
  past: boolean;
  onWatch: (watched: Watched) => void;
}

const mostRows = 200;

/** The sensors by place: what each said last and how fresh it is; at a moment of the past, its window of that moment. */
export function SensorsPanel({ state, past, onWatch }: Props) {
  const [text, setText] = useState('');
  const now = useNow() + state.clockOffset;
  if (state.sensors === null)
    return (
      <Typography data-testid="weather-sensors-hidden">
        Single sensors are shown to the operator. Open the operator’s link that the server printed when it
        started.
      </Typography>
    );
  if (past) return <PastSensors state={state} onWatch={onWatch} />;
  const lateness = state.status?.rules.latenessMs ?? 2000;
  const wanted = text.trim().toLowerCase();
  const places = placesOf(state.sensors)
    .map(({ name, sensors }) => ({
      name,
      sensors: sensors.filter(
        ({ sensor, kind, place }) =>
          wanted === '' || `${sensor} ${kind} ${place}`.toLowerCase().includes(wanted),
      ),
    }))
    .filter(({ sensors }) => sensors.length > 0);
  const all = places.reduce((sum, { sensors }) => sum + sensors.length, 0);
  let room = mostRows;
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }}>
      <TextField
        size="small"
        label="Find a sensor, kind or place"
        value={text}
        onChange={(event) => setText(event.target.value)}
        slotProps={{ htmlInput: { 'data-testid': 'weather-find', maxLength: 64 } }}
      />
      {all === 0 && (
        <Typography data-testid="weather-none-found">
          {state.sensors.size === 0 ? 'No sensor has reported yet.' : `No sensor is like “${text.trim()}”.`}
        </Typography>
      )}
      {places.map(({ name, sensors }) => {
        const shown = sensors.slice(0, Math.max(0, room));
        room -= shown.length;
        if (shown.length === 0) return null;
        const isChosen = state.watched.scope === 'place' && state.watched.name === name;
        return (
          <Box key={name} component="section" aria-label={name === '' ? 'Without a place' : name}>
            <List
              label={name === '' ? 'Sensors without a place' : `Sensors of ${name}`}
              testId="weather-place"
            >
              {name === '' ? (
                <Typography component="li" variant="subtitle2" sx={{ px: 0.75 }}>
                  Without a place
                </Typography>
              ) : (
                <ListRow
                  chosen={isChosen}
                  testId="weather-place-row"
                  data={{ 'data-place': name }}
                  onClick={() => onWatch(isChosen ? { scope: 'all', name: '' } : { scope: 'place', name })}
                >
                  <Typography component="span" variant="subtitle2" sx={{ overflowWrap: 'anywhere' }}>
                    {name}
                  </Typography>
                  <Typography component="span" variant="caption" color="text.secondary" sx={{ ml: 1 }}>
                    {some(sensors.length, 'sensor')}
                  </Typography>
                </ListRow>
              )}
              {shown.map((sensor) => (
                <SensorRow
                  key={keyOf(sensor)}
                  sensor={sensor}
                  health={healthOf(sensor, lateness, now)}
                  age={(now - sensor.t) / 1000}
                  chosen={state.watched.scope === 'sensor' && state.watched.name === sensor.sensor}
                  onWatch={onWatch}
                />
              ))}
            </List>
          </Box>
        );
      })}
      {(all > mostRows || state.allSensors > state.sensors.size) && (
        <Typography variant="body2" color="text.secondary">
          {count(Math.min(all, mostRows))} of {count(Math.max(all, state.allSensors))} are listed: look for
          one by its name, or read /api/weather/sensors.
        </Typography>
      )}
    </Box>
  );
}

const looks: Record<Health, { colour: string; shape: string; says: string }> = {
  live: { colour: 'success.main', shape: '●', says: 'live' },
  late: { colour: 'warning.main', shape: '▲', says: 'late' },
  silent: { colour: 'error.main', shape: '■', says: 'silent' },
};

/** How a sensor is doing, told by shape, colour and word. */
export function HealthMark({ health }: { health: Health }) {
  const { colour, shape, says } = looks[health];
  return (
    <Typography
      component="span"
      variant="caption"
      sx={{ color: colour, fontWeight: 650, whiteSpace: 'nowrap' }}
    >
      <span aria-hidden>{shape}</span> {says}
    </Typography>
  );
}

interface RowProps {
  sensor: SensorState;
  health: Health;
  /** Seconds since it measured. */
  age: number;
  chosen: boolean;
  onWatch: (watched: Watched) => void;
}

function SensorRow({ sensor, health, age, chosen, onWatch }: RowProps) {
  return (
    <ListRow
      chosen={chosen}
      testId="weather-sensor"
      data={{ 'data-sensor': sensor.sensor, 'data-health': health }}
      sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) auto', pl: 1.75 }}
      onClick={() => onWatch(chosen ? { scope: 'all', name: '' } : { scope: 'sensor', name: sensor.sensor })}
    >
      <Typography component="span" variant="body2" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
        {sensor.sensor}{' '}
        <Typography component="span" variant="caption" color="text.secondary">
          {sensor.kind}
        </Typography>
      </Typography>
      <HealthMark health={health} />
      <Typography component="span" variant="body2" sx={{ overflowWrap: 'anywhere' }}>
        {measured(sensor.values)}
        {sensor.coefficient !== null && (
          <>
            {' → '}
            <b>{valueOf(sensor.kind === 'air' ? 'wellness' : 'pollution', sensor.coefficient)}</b>
          </>
        )}
      </Typography>
      <Typography component="span" variant="caption" color="text.secondary" sx={{ textAlign: 'right' }}>
        {span(age)} ago
      </Typography>
    </ListRow>
  );
}

/** The sensors at a moment of the past: the windows that had ended just before it. */
function PastSensors({ state, onWatch }: { state: WeatherState; onWatch: (watched: Watched) => void }) {
  if (state.missing !== null) return <Typography data-testid="weather-missing">{state.missing}.</Typography>;
  if (state.past === null) return <Typography>Reading the moment…</Typography>;
  const sensors = [...newestOf(state.past)].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  if (sensors.length === 0)
    return (
      <Typography data-testid="weather-missing">
        No window of a sensor is kept of this moment. The history of windows reaches back{' '}
        {span(state.status?.rules.historySeconds ?? 3600)}.
      </Typography>
    );
  return (
    <Box>
      <Typography variant="body2" color="text.secondary" sx={{ mb: 1 }}>
        Of each sensor the window that had ended at this moment.
      </Typography>
      <List label="Sensors at the moment shown" testId="weather-past-sensors">
        {sensors.slice(0, mostRows).map(([sensor, windows]) => {
          const chosen = state.watched.scope === 'sensor' && state.watched.name === sensor;
          return (
            <ListRow
              key={sensor}
              chosen={chosen}
              testId="weather-past-sensor"
              data={{ 'data-sensor': sensor }}
              onClick={() => onWatch(chosen ? { scope: 'all', name: '' } : { scope: 'sensor', name: sensor })}
            >
              <Typography component="span" variant="body2" sx={{ fontWeight: 600, display: 'block' }}>
                {sensor}
              </Typography>
              <Typography component="span" variant="body2">
                {inOrder(windows)
                  .map((window) => windowWords(window))
                  .join('; ')}
              </Typography>
            </ListRow>
          );
        })}
      </List>
    </Box>
  );
}

const inOrder = (windows: Map<Quantity, Window>) =>
  quantityNames.flatMap((quantity) => windows.get(quantity) ?? []);
