import { useStore } from '../../ui/useStore';
import { openWeather, weatherApi } from './api/weather';
import { LiveWeather, type WeatherState } from './state/liveWeather';

/** What is watched of the weather; it begins when the first page that shows it is opened. */
export const weather = new LiveWeather(openWeather, weatherApi);

export function useWeatherState(): WeatherState {
  return useStore(weather.store);
}
