import { Alert, Box, CircularProgress, MenuItem, TextField, Typography, useMediaQuery } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { useEffect } from 'react';
import { useParameter } from '../../ui/address';
import { span } from '../../ui/format';
import { PanelIcon } from '../../ui/icons';
import { SidePanel } from '../../ui/panel/SidePanel';
import { usePanelTab } from '../../ui/panel/usePanelTab';
import { useShortcuts } from '../../ui/shortcuts';
import { useTimeline } from '../../ui/timebar/TimelineProvider';
import { useNow } from '../../ui/useNow';
import { Tool } from '../../ui/Tool';
import type { Quantity, Watched } from './api/weather';
import { BandCurves } from './curves/BandCurves';
import { weather as live, useWeatherState } from './live';
import { AlarmsPanel } from './panels/AlarmsPanel';
import { SensorsPanel } from './panels/SensorsPanel';
import { ServersPanel } from './panels/ServersPanel';
import { TransportsPanel } from './panels/TransportsPanel';
import { WindowsPanel } from './panels/WindowsPanel';
import { panelNames, panelTabs, type PanelTab } from './panelTabs';
import { placeholderOf, WeatherPlaceholder } from './Placeholders';
import type { WeatherState } from './state/liveWeather';
import { quantities, quantityNames } from './state/quantities';
import { placesOf } from './state/sensors';
import { textOf, watchedOf } from './state/watched';

const coefficients: readonly Quantity[] = ['wellness', 'pollution'];

/** Both coefficients as windows, live or up to the moment of the time bar, over all sensors, of a place or of a sensor. Beside them the panel. */
export function WeatherPage() {
  const state = useWeatherState();
  const { timeline, dispatch } = useTimeline();
  const at = timeline.mode === 'live' ? null : timeline.at;
  const narrow = useMediaQuery(useTheme().breakpoints.down('md'));
  const [of, setOf] = useParameter('of');
  const [more, setMore] = useParameter('quantity');
  const [tab, setTab] = usePanelTab<PanelTab>(panelTabs, narrow, 'weather.panel', 'sensors');
  const watched = watchedOf(of);
  const { scope, name } = watched;
  useEffect(() => live.watch({ scope, name }), [scope, name]);
  useEffect(() => live.start(), []);
  const watch = (next: Watched) => setOf(textOf(next));
  useShortcuts({
    p: () => setTab(tab === null ? 'sensors' : null),
    a: () => setOf(null),
    Escape: () => setOf(null),
  });

  const placeholder = placeholderOf(state);
  if (placeholder !== null)
    return (
      <Box component="main" data-testid="weather-page" sx={{ position: 'relative', height: '100%' }}>
        <WeatherPlaceholder kind={placeholder} />
      </Box>
    );

  const { windows, status, alarms } = state;
  const others = quantityNames.filter(
    (quantity) => !coefficients.includes(quantity) && windows[quantity] !== undefined,
  );
  const third = others.find((quantity) => quantity === more) ?? others[0];
  const first = coefficients.filter((quantity) => windows[quantity] !== undefined || watched.scope === 'all');
  const words = watched.scope === 'all' ? 'all sensors' : `${watched.scope} ${watched.name}`;
  const seek = (moment: number) => {
    dispatch({ type: 'pause' });
    dispatch({ type: 'seek', at: moment });
  };
  return (
    <Box
      component="main"
      data-testid="weather-page"
      sx={{
        height: '100%',
        display: 'grid',
        gridTemplateColumns: tab === null || narrow ? 'minmax(0, 1fr)' : 'minmax(0, 1fr) auto',
        gridTemplateRows: 'minmax(0, 1fr)',
      }}
    >
      <Box sx={{ minHeight: 0, overflow: 'auto', px: { xs: 1, md: 2 }, py: 1.25 }} tabIndex={-1}>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, mb: 1 }}>
          <WatchedChoice state={state} watched={watched} onWatch={watch} />
          <Age state={state} />
          <Box role="group" aria-label="View" sx={{ display: 'flex', ml: 'auto' }}>
            <Tool
              label="Sensors, windows, servers, transports, alarms (P)"
              pressed={tab !== null}
              onClick={() => setTab(tab === null ? 'sensors' : null)}
              testId="open-panel"
            >
              <PanelIcon />
            </Tool>
          </Box>
        </Box>
        {at === null && alarms.active.length > 0 && (
          <Alert severity="warning" sx={{ mb: 1, py: 0 }} data-testid="weather-alarm-note">
            {alarms.active.length === 1 ? 'An alarm is raised' : `${alarms.active.length} alarms are raised`}:
            see the panel’s last tab.
          </Alert>
        )}
        {first.length === 0 && third === undefined && (
          <Typography data-testid="weather-no-windows">
            No window of {words} is closed yet: the first one ends within{' '}
            {span((status?.rules.windowMs ?? 10_000) / 1000)} after its first reading.
          </Typography>
        )}
        <Box sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 2 }}>
          {first.map((quantity) => (
            <BandCurves
              key={quantity}
              quantity={quantity}
              windows={windows[quantity] ?? []}
              of={words}
              at={at}
              height={narrow ? 150 : 190}
              onSeek={seek}
            />
          ))}
          {third !== undefined && (
            <Box>
              {others.length > 1 && (
                <TextField
                  select
                  size="small"
                  label="Measured"
                  value={third}
                  onChange={(event) => setMore(event.target.value)}
                  slotProps={{ htmlInput: { 'data-testid': 'weather-quantity' } }}
                  sx={{ minWidth: 180, mb: 1 }}
                >
                  {others.map((quantity) => (
                    <MenuItem key={quantity} value={quantity}>
                      {quantities[quantity].name}
                    </MenuItem>
                  ))}
                </TextField>
              )}
              <BandCurves
                quantity={third}
                windows={windows[third] ?? []}
                of={words}
                at={at}
                height={narrow ? 150 : 190}
                onSeek={seek}
              />
            </Box>
          )}
        </Box>
      </Box>
      <SidePanel<PanelTab>
        names={panelNames}
        tab={tab}
        onTab={setTab}
        narrow={narrow}
        label="Panel of the weather page"
      >
        {tab === 'sensors' && <SensorsPanel state={state} past={at !== null} onWatch={watch} />}
        {tab === 'windows' && status !== null && (
          <WindowsPanel status={status} clockOffset={state.clockOffset} />
        )}
        {tab === 'servers' && status !== null && <ServersPanel status={status} />}
        {tab === 'transports' && status !== null && <TransportsPanel transports={status.transports} />}
        {tab === 'alarms' && <AlarmsPanel alarms={alarms} at={at} />}
      </SidePanel>
    </Box>
  );
}

interface ChoiceProps {
  state: WeatherState;
  watched: Watched;
  onWatch: (watched: Watched) => void;
}

/** What the choice calls all sensors; no scope has that name. */
const all = 'all';

/** Of what the curves are: all sensors, a place; a sensor that was chosen in the panel as well. */
function WatchedChoice({ state, watched, onWatch }: ChoiceProps) {
  const places = state.sensors === null ? [] : placesOf(state.sensors).filter(({ name }) => name !== '');
  const value = textOf(watched) ?? all;
  const options = [
    [all, 'All sensors'],
    ...places.map(({ name }) => [textOf({ scope: 'place', name }) ?? all, `Place: ${name}`]),
  ];
  if (!options.some(([key]) => key === value))
    options.push([value, `${watched.scope === 'place' ? 'Place' : 'Sensor'}: ${watched.name}`]);
  return (
    <TextField
      select
      size="small"
      label="Curves of"
      value={value}
      onChange={(event) => onWatch(watchedOf(event.target.value))}
      slotProps={{ htmlInput: { 'data-testid': 'weather-of' } }}
      sx={{ minWidth: 200, maxWidth: '100%' }}
    >
      {options.map(([key, label]) => (
        <MenuItem key={key} value={key ?? all}>
          {label}
        </MenuItem>
      ))}
    </TextField>
  );
}

/** That what is shown is not the present, with its age, while the server or its log is away. */
function Age({ state }: { state: WeatherState }) {
  const now = useNow();
  const { link, delayedSeconds, heardAt } = state;
  if (heardAt === null || (link.kind === 'live' && delayedSeconds === 0)) return null;
  const age = (now - heardAt) / 1000 + delayedSeconds;
  return (
    <Box
      role="status"
      data-testid="weather-delayed"
      sx={{ display: 'flex', alignItems: 'center', gap: 0.75 }}
    >
      <CircularProgress size={16} aria-label="Waiting for newer data" />
      <Typography variant="body2">last known state, {span(age)} old</Typography>
    </Box>
  );
}
