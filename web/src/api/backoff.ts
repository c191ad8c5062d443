/**
 * Milliseconds to wait before attempt `attempt` (from 1): doubling from half a second up to eight seconds, spread
 * by a fifth either way so that many pages do not come back in step.
 */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const step = Math.min(8000, 500 * 2 ** Math.min(10, Math.max(0, attempt - 1)));
  return Math.round(step * (0.8 + 0.4 * random()));
}
