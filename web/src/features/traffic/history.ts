import { trafficApi } from './api/traffic';
import type { HistorySeries } from '../../ui/timebar/history';

/** The kept positions over time, for the time bar. */
export async function readHistory(signal: AbortSignal): Promise<HistorySeries> {
  const { start, end, bucketSeconds, buckets } = await trafficApi.history(signal);
  return {
    name: 'positions',
    range: start === null || end === null ? null : { start, end },
    bucketSeconds,
    amounts: buckets.map(({ t, positions }) => ({ t, amount: positions })),
    marks: [],
  };
}
