import { readHistory, type KeptSeries } from '../../api/history';
import { span } from '../format';
import type { HistorySeries, HistorySource } from './history';

/** What the applications keep on the server. */
export const serverHistory: HistorySource = {
  load: async (signal) => (await readHistory(signal)).series.map(seriesOf),
};

export function seriesOf({
  name,
  reachSeconds,
  start,
  end,
  bucketSeconds,
  buckets,
}: KeptSeries): HistorySeries {
  return {
    name,
    range: start === null || end === null ? null : { start, end },
    bucketSeconds,
    keeps: `This server keeps the last ${span(reachSeconds)} in memory for the time bar, less where ${name} are very many. The log keeps more.`,
    amounts: buckets,
    marks: [],
  };
}
