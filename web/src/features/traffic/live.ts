import { useStore } from '../../ui/useStore';
import { openTraffic, trafficApi } from './api/traffic';
import { LiveTraffic } from './state/liveTraffic';
import type { TrafficState } from './state/trafficState';

/** The traffic that all parts of the page show; the provider starts it. */
export const traffic = new LiveTraffic(
  openTraffic,
  trafficApi,
  () => !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
);

export function useTrafficState(): TrafficState {
  return useStore(traffic.store);
}
