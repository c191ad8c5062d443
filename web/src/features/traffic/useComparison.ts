import { useEffect, useState } from 'react';
import { ApiError, isAbort } from '../../api/http';
import { LatestOnly } from '../../api/latestOnly';
import { trafficApi } from './api/traffic';
import type { Comparison } from './api/types';
import { historySpan, type LiveTraffic } from './state/liveTraffic';

export interface ComparisonReading {
  comparison: Comparison | null;
  error: string | null;
}

/** The comparison of heat map and precise positions in the shown box, at the shown moment; read while it is wanted. */
export function useComparison(traffic: LiveTraffic, wanted: boolean, at: number | null): ComparisonReading {
  const [reading, setReading] = useState<ComparisonReading>({ comparison: null, error: null });
  const [reader] = useState(
    () =>
      new LatestOnly<number | null>(1000, async (moment, signal) => {
        if (traffic.view === null) return;
        const time = moment === null ? undefined : Math.round(moment);
        try {
          const comparison = await trafficApi.comparison(
            { ...traffic.view, at: time, span: historySpan },
            signal,
          );
          setReading({ comparison, error: null });
        } catch (error) {
          if (!isAbort(error) && error instanceof ApiError)
            setReading({ comparison: null, error: error.message });
        }
      }),
  );

  useEffect(() => {
    if (!wanted) return;
    reader.request(at);
    if (at !== null) return;
    const timer = setInterval(() => reader.request(null), 2000);
    return () => clearInterval(timer);
  }, [reader, wanted, at]);

  useEffect(() => () => reader.cancel(), [reader]);
  return reading;
}
