import { describe, expect, it } from 'vitest';
import type { OpenConnection } from '../../../api/liveFeed';
import type { TrafficApi } from '../api/traffic';
import type { CellRow, TrafficPushes, View } from '../api/types';
import { LiveTraffic } from './liveTraffic';

const world: View = { bbox: [-180, -85, 180, 85], zoom: 6 };
const town: View = { bbox: [-123.26, 49.26, -123.23, 49.275], zoom: 20 };
const cells: CellRow[] = [['021212', -123.24, 49.27, 3, 3]];

function connected() {
  let pushes: TrafficPushes | undefined;
  const watched: View[] = [];
  const open: OpenConnection<TrafficPushes, View> = (taken) => {
    pushes = taken;
    return {
      start: async () => undefined,
      watch: async (view) => void watched.push(view),
      stop: async () => undefined,
    };
  };
  const never = () => new Promise<never>(() => undefined);
  const api = { settings: never, streets: never, vehicles: never, heatmap: never } as unknown as TrafficApi;
  const traffic = new LiveTraffic(open, api);
  traffic.start();
  return { traffic, watched, push: pushes! };
}

describe('the live heat', () => {
  it('is that of the view that is watched', () => {
    const { traffic, push } = connected();
    traffic.watch(town);
    push.heat({ t: 1, zoom: 20, cells });
    expect(traffic.heat).toEqual({ t: 1, zoom: 20, cells });
    traffic.stop();
  });

  it('that answers a view left meanwhile is dropped, and changes no picture', () => {
    const { traffic, push } = connected();
    let drawn = 0;
    traffic.onPicture(() => drawn++);
    traffic.watch(world);
    traffic.watch(town);
    push.heat({ t: 1, zoom: 6, cells });
    expect(traffic.heat).toBeNull();
    expect(drawn).toBe(0);
    traffic.stop();
  });
});
