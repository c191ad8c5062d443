// What is kept over time, by the server's applications and by features in the browser: amounts that are stacked to one curve, and single moments that are marked on it.

export interface Amount {
  /** Start of the stretch, Unix milliseconds. */
  t: number;
  amount: number;
}

export type MarkKind = 'info' | 'good' | 'warning' | 'bad';

export interface Mark {
  t: number;
  kind: MarkKind;
  text: string;
}

/** What is kept of one thing. */
export interface HistorySeries {
  /** What is counted, in the plural: "positions". */
  name: string;
  /** First and last kept moment; null when nothing is kept. */
  range: { start: number; end: number } | null;
  bucketSeconds: number;
  /** How much of it is kept, and why not all, as a sentence. */
  keeps?: string;
  /** Stretches that hold something, oldest first. */
  amounts: readonly Amount[];
  marks: readonly Mark[];
}

export interface HistorySource {
  /** Reads the newest state. What fails is asked for again; the state known so far stays. */
  load(signal: AbortSignal): Promise<readonly HistorySeries[]>;
}

export interface Range {
  start: number;
  end: number;
  /** Nothing comes after its end: there play stops. */
  over?: boolean;
  /** Of what alone it is, where it is not all that is kept. */
  of?: string;
}

/** From the first to the last moment that any series keeps; null when none keeps any. */
export function wholeRange(series: readonly HistorySeries[]): Range | null {
  const ranges = series.map((s) => s.range).filter((range) => range !== null);
  if (ranges.length === 0) return null;
  return {
    start: Math.min(...ranges.map((r) => r.start)),
    end: Math.max(...ranges.map((r) => r.end)),
  };
}

export interface Stack {
  /** Length of a column, seconds. */
  columnSeconds: number;
  /** Start of each column that holds something, oldest first, with what each series counts a second in it. */
  columns: { t: number; rates: number[] }[];
  /** The largest sum of a column's rates. */
  most: number;
}

/** Most columns of the curve: more would be thinner than a pixel on most screens. */
const mostColumns = 720;

/**
 * Lays the series over each other, in columns as long as the longest stretch of any of them, and longer where there would be too many.
 * A stretch that two columns share is given to them by their shares of its time. The first and the last column are kept in part only, so
 * what counts is the rate within the kept part.
 */
export function stack(series: readonly HistorySeries[], range: Range): Stack {
  const counted = series.map((s, i) => ({ s, i })).filter(({ s }) => s.amounts.length > 0);
  const longest = Math.max(1, ...counted.map(({ s }) => s.bucketSeconds));
  const times = Math.max(1, Math.ceil((range.end - range.start) / 1000 / longest / mostColumns));
  const columnSeconds = longest * times;
  const column = columnSeconds * 1000;
  const columns = new Map<number, number[]>();
  for (const { s, i } of counted) {
    const length = s.bucketSeconds * 1000;
    for (const { t, amount } of s.amounts) {
      if (t + length <= range.start || t > range.end) continue;
      for (let at = Math.floor(t / column) * column; at < t + length; at += column) {
        const share = (Math.min(t + length, at + column) - Math.max(t, at)) / length;
        if (share <= 0 || at + column <= range.start || at > range.end) continue;
        let amounts = columns.get(at);
        if (amounts === undefined) columns.set(at, (amounts = series.map(() => 0)));
        amounts[i]! += amount * share;
      }
    }
  }
  const sorted = [...columns]
    .sort(([a], [b]) => a - b)
    .map(([t, amounts]) => {
      const kept = Math.min(t + column, range.end) - Math.max(t, range.start);
      return { t, rates: amounts.map((amount) => amount / Math.max(1, kept / 1000)) };
    });
  const sums = sorted.map(({ rates }) => rates.reduce((a, b) => a + b, 0));
  const most = sums.reduce((a, b) => Math.max(a, b), 0);
  return { columnSeconds, columns: sorted, most };
}

/** What the series counts a second at a moment; null where nothing is kept. */
export function perSecond(series: HistorySeries, at: number): number | null {
  if (series.range === null || at < series.range.start || at > series.range.end) return null;
  const length = series.bucketSeconds * 1000;
  let low = 0;
  let high = series.amounts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (series.amounts[middle]!.t <= at) low = middle + 1;
    else high = middle;
  }
  const found = series.amounts[low - 1];
  if (found === undefined || at >= found.t + length) return 0;
  // The last stretch is not over yet, and the first may have begun before what is kept.
  const seconds =
    (Math.min(found.t + length, series.range.end) - Math.max(found.t, series.range.start)) / 1000;
  return found.amount / Math.max(1, seconds);
}
