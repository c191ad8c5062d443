import { createContext, use, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { openTraffic } from '../../api/signalrConnection';
import { trafficApi } from '../../api/traffic';
import { useTimeline } from '../../ui/timebar/TimelineProvider';
import { exposeTraffic } from './debug';
import { LiveTraffic } from './state/liveTraffic';
import type { TrafficState } from './state/trafficState';

const TrafficContext = createContext<LiveTraffic | null>(null);

/** Keeps the traffic's live feed for all pages, and turns it to the moment that the time bar shows. */
export function TrafficProvider({ children }: { children: ReactNode }) {
  const [traffic] = useState(() => {
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
    return new LiveTraffic(openTraffic, trafficApi, () => !calm.matches);
  });
  const { timeline } = useTimeline();
  const moment = timeline.mode === 'live' ? null : timeline.at;

  useEffect(() => {
    exposeTraffic(traffic);
    traffic.start();
    return () => traffic.stop();
  }, [traffic]);

  useEffect(() => {
    traffic.showMoment(moment, timeline.playing ? 0.3 : 0.2);
  }, [traffic, moment, timeline.playing]);

  return <TrafficContext value={traffic}>{children}</TrafficContext>;
}

export function useTraffic(): LiveTraffic {
  const traffic = use(TrafficContext);
  if (traffic === null) throw new Error('useTraffic needs a TrafficProvider above it.');
  return traffic;
}

export function useTrafficState(): TrafficState {
  const traffic = useTraffic();
  return useSyncExternalStore(traffic.subscribe, traffic.getState);
}
