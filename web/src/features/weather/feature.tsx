import type { Feature, FeatureStatus } from '../../app/feature';
import { weather as live, useWeatherState } from './live';
import { WeatherMain } from './Overview';
import { WeatherFigures } from './WeatherFigures';
import { WeatherPage } from './WeatherPage';
import { WeatherProvider } from './WeatherProvider';

export const weather: Feature = {
  path: '/weather',
  name: 'Weather',
  says: 'sensors of air, pollution and wind; how good the air is, in windows that are exact after any crash.',
  Page: WeatherPage,
  Provider: WeatherProvider,
  rest: () => live.stop(),
  useStatus,
  Figures: WeatherFigures,
  Overview: { Main: WeatherMain },
  shortcuts: [
    { keys: ['P'], does: 'The panel: sensors, windows, servers, transports, alarms' },
    { keys: ['A'], does: 'Curves over all sensors' },
    { keys: ['Esc'], does: 'From a sensor or place back to all sensors' },
  ],
};

function useStatus(): FeatureStatus | null {
  const { started, link, heardAt, clockOffset, delayedSeconds } = useWeatherState();
  if (!started) return null;
  return { link, delayedSeconds, heardAt, clockOffset, retryNow: () => live.retryNow() };
}
