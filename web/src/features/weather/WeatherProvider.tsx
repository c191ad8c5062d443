import { useEffect, type ReactNode } from 'react';
import { useMoment } from '../../ui/timebar/TimelineProvider';
import { weather } from './live';

/** Turns the sensors to the moment that the time bar shows, once for all who show them. */
export function WeatherProvider({ children }: { children: ReactNode }) {
  const moment = useMoment();
  useEffect(() => weather.showMoment(moment), [moment]);
  return children;
}
