import { describe, expect, it } from 'vitest';
import type { Quadrant, SummaryPush } from '../api/types';
import { isEmpty, noTraffic, traffic, type TrafficState } from './trafficState';

const quadrant = (quadkey: string, positionsPerSecond: number): Quadrant => ({
  quadkey,
  topic: `traffic.${quadkey}`,
  bounds: [0, 0, 1, 1],
  positions: 10,
  positionsPerSecond,
  vehicles: 1,
  leader: null,
  replicas: 1,
  minReplicas: 1,
  lastTimestamp: null,
});

const push = (part: Partial<SummaryPush> = {}): SummaryPush => ({
  now: 1,
  live: true,
  delayed: false,
  delayedSeconds: 0,
  positions: 5,
  positionsPerSecond: 1,
  vehicles: 2,
  badRows: 0,
  sources: [],
  quadrants: [],
  ...part,
});

const heard = (part: Partial<SummaryPush> = {}): TrafficState =>
  traffic(noTraffic, { type: 'summary', push: push(part), now: 77 });

describe('the state of the traffic page', () => {
  it('counts the quadrants and puts the busiest first', () => {
    const state = heard({ quadrants: [quadrant('01', 1), quadrant('02', 9), quadrant('00', 1)] });
    expect(state.summary?.quadrants).toBe(3);
    expect(state.quadrants.map((q) => q.quadkey)).toEqual(['02', '00', '01']);
    expect(state.heardAt).toBe(77);
  });

  it('is empty only when the server says so', () => {
    expect(isEmpty(noTraffic)).toBe(false);
    expect(isEmpty(heard())).toBe(false);
    expect(isEmpty(heard({ positions: 0, vehicles: 0 }))).toBe(true);
  });

  it('does not change when nothing has', () => {
    expect(traffic(noTraffic, { type: 'drawn', vehicles: 0 })).toBe(noTraffic);
    expect(traffic(noTraffic, { type: 'historyError', error: null })).toBe(noTraffic);
  });

  it('keeps the last summary while the server is away', () => {
    const away = traffic(heard(), {
      type: 'link',
      link: { kind: 'away', since: 80, attempt: 1, retryAt: 90 },
    });
    expect(away.summary?.positions).toBe(5);
  });
});
