import { useEffect, useState } from 'react';
import { ApiError, isAbort } from '../../api/http';
import { LatestOnly } from '../../api/latestOnly';
import { trafficApi } from './api/traffic';
import { trackOf, type Track } from './state/track';

export const trackSpans = [60, 300, 900, 3600] as const;

interface Wanted {
  vehicle: string;
  span: number;
  at: number | undefined;
}

const nothing: { track: Track | null; error: string | null } = { track: null, error: null };

/** The way that the vehicle took in the seconds before the moment shown; read again and again while that is the present. */
export function useTrack(vehicle: string | null, span: number | null, at: number | null) {
  const [reading, setReading] = useState(nothing);
  const [reader] = useState(
    () =>
      new LatestOnly<Wanted>(500, async (wanted, signal) => {
        try {
          const { geometry, properties } = await trafficApi.track(
            wanted.vehicle,
            wanted.span,
            wanted.at,
            signal,
          );
          if (!signal.aborted)
            setReading({ track: trackOf(geometry?.coordinates ?? [], properties.timestamps), error: null });
        } catch (error) {
          if (!isAbort(error) && error instanceof ApiError) setReading({ track: null, error: error.message });
        }
      }),
  );
  const time = at === null ? undefined : Math.round(at);

  useEffect(() => {
    setReading(nothing);
    if (vehicle === null || span === null) reader.cancel();
  }, [reader, vehicle, span]);

  useEffect(() => {
    if (vehicle === null || span === null) return;
    const ask = () => reader.request({ vehicle, span, at: time });
    ask();
    if (time !== undefined) return;
    const timer = setInterval(ask, 2000);
    return () => clearInterval(timer);
  }, [reader, vehicle, span, time]);

  useEffect(() => () => reader.cancel(), [reader]);
  return reading;
}
