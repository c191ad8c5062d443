import {
  createContext,
  use,
  useEffect,
  useMemo,
  useReducer,
  useState,
  type Dispatch,
  type ReactNode,
} from 'react';
import type { Bucket, History } from '../../api/types';
import { liveTimeline, timeline, type Timeline, type TimelineAction } from './timeline';

interface Clock {
  timeline: Timeline;
  dispatch: Dispatch<TimelineAction>;
  buckets: Bucket[];
  bucketSeconds: number;
}

const ClockContext = createContext<Clock | null>(null);

/** Real time between two steps of a playing history; four moments a second are read from the server. */
const tick = 125;
const historyEvery = 4000;

interface Props {
  loadHistory: (signal: AbortSignal) => Promise<History>;
  children: ReactNode;
}

/** Holds the one clock of all pages and keeps the range of the history up to date. */
export function TimelineProvider({ loadHistory, children }: Props) {
  const [state, dispatch] = useReducer(timeline, liveTimeline);
  const [history, setHistory] = useState<History | null>(null);

  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const load = async () => {
      try {
        const read = await loadHistory(stop.signal);
        if (stop.signal.aborted) return;
        setHistory(read);
        dispatch({
          type: 'range',
          range: read.start === null || read.end === null ? null : { start: read.start, end: read.end },
        });
      } catch {
        // The banner tells that the server is away; the range known so far stays.
      }
      if (!stop.signal.aborted) timer = setTimeout(load, historyEvery);
    };
    void load();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [loadHistory]);

  const playing = state.mode === 'history' && state.playing;
  useEffect(() => {
    if (!playing) return;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      dispatch({ type: 'elapsed', milliseconds: now - last });
      last = now;
    }, tick);
    return () => clearInterval(timer);
  }, [playing]);

  const clock = useMemo<Clock>(
    () => ({
      timeline: state,
      dispatch,
      buckets: history?.buckets ?? [],
      bucketSeconds: history?.bucketSeconds ?? 1,
    }),
    [state, history],
  );
  return <ClockContext value={clock}>{children}</ClockContext>;
}

export function useTimeline(): Clock {
  const clock = use(ClockContext);
  if (clock === null) throw new Error('useTimeline needs a TimelineProvider above it.');
  return clock;
}
