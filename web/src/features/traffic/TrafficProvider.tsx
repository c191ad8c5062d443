import { useEffect, type ReactNode } from 'react';
import { useTimeline } from '../../ui/timebar/TimelineProvider';
import { exposeTraffic } from './debug';
import { traffic } from './live';

/** Keeps the traffic's live feed for all pages, and turns it to the moment that the time bar shows. */
export function TrafficProvider({ children }: { children: ReactNode }) {
  const { timeline } = useTimeline();
  const moment = timeline.mode === 'live' ? null : timeline.at;

  useEffect(() => {
    exposeTraffic(traffic);
    traffic.start();
    return () => traffic.stop();
  }, []);

  useEffect(() => {
    traffic.showMoment(moment, timeline.playing ? 0.3 : 0.2);
  }, [moment, timeline.playing]);

  return children;
}
