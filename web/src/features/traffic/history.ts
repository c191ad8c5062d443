import { span } from '../../ui/format';
import { trafficApi } from './api/traffic';
import { traffic } from './live';
import type { HistorySeries } from '../../ui/timebar/history';

/** The kept positions over time, for the time bar. */
export async function readHistory(signal: AbortSignal): Promise<HistorySeries> {
  const { start, end, bucketSeconds, buckets } = await trafficApi.history(signal);
  const seconds = traffic.store.getState().settings?.historySeconds;
  const keeps =
    seconds === undefined
      ? null
      : `This server keeps the last ${span(seconds)} in memory for the time bar, less where positions are very many. The log keeps more.`;
  return {
    name: 'positions',
    range: start === null || end === null ? null : { start, end },
    bucketSeconds,
    ...(keeps !== null && { keeps }),
    amounts: buckets.map(({ t, positions }) => ({ t, amount: positions })),
    marks: [],
  };
}
