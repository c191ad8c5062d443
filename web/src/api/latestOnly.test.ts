import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LatestOnly } from './latestOnly';

describe('the newest request only', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('runs at most once in an interval, with the newest request', async () => {
    const ran: number[] = [];
    const latest = new LatestOnly<number>(250, async (n) => void ran.push(n));
    for (let n = 0; n < 40; n++) {
      latest.request(n);
      await vi.advanceTimersByTimeAsync(25);
    }
    await vi.advanceTimersByTimeAsync(250);
    expect(ran.length).toBeLessThanOrEqual(6);
    expect(ran.at(-1)).toBe(39);
  });

  it('cancels the request under way when a newer one starts', async () => {
    const signals: AbortSignal[] = [];
    const latest = new LatestOnly<number>(100, (_, signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    latest.request(1);
    await vi.advanceTimersByTimeAsync(0);
    latest.request(2);
    await vi.advanceTimersByTimeAsync(100);
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
  });

  it('does nothing more once cancelled', async () => {
    const task = vi.fn(async () => undefined);
    const latest = new LatestOnly<number>(100, task);
    latest.request(1);
    latest.cancel();
    await vi.advanceTimersByTimeAsync(1000);
    expect(task).not.toHaveBeenCalled();
  });
});
