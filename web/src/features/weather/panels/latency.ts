import { decimal } from '../../../ui/format';
import type { Latency } from '../api/weather';

/** Milliseconds in the unit that fits: "12 ms", "3.4 s". */
export function milliseconds(value: number): string {
  return value < 1000 ? `${decimal(value)} ms` : `${decimal(value / 1000)} s`;
}

export function latencyWords({ median, p99 }: Latency): string {
  return `${milliseconds(median)}, 99 of 100 below ${milliseconds(p99)}`;
}
