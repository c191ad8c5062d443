import { getJson } from './http';

/** What /api/history answers: what the applications keep on the server. Times are Unix milliseconds. */
export interface KeptHistory {
  start: number | null;
  end: number | null;
  now: number;
  series: KeptSeries[];
}

export interface KeptSeries {
  /** What is counted, in the plural. */
  name: string;
  /** How far back it reaches at most. */
  reachSeconds: number;
  start: number | null;
  end: number | null;
  bucketSeconds: number;
  /** Stretches that hold something, oldest first. */
  buckets: { t: number; amount: number }[];
}

export const readHistory = (signal?: AbortSignal) => getJson<KeptHistory>('/api/history', {}, { signal });
