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
import { wholeRange, type HistorySeries, type HistorySource, type Range } from './history';
import { liveTimeline, timeline, type Timeline, type TimelineAction } from './timeline';

interface Clock {
  timeline: Timeline;
  dispatch: Dispatch<TimelineAction>;
  /** The kept histories of all sources that have answered, in the order of these. */
  histories: readonly HistorySeries[];
  own: (range: OwnRange) => void;
}

/** What a page shows alone in the time bar: a range, all that is kept (null), or one that is still asked for. */
export type OwnRange = Range | null | 'asked';

const ClockContext = createContext<Clock | null>(null);

/** Real time between two steps of a playing history; four moments a second are read from the server. */
const tick = 125;
const historyEvery = 4000;

interface Props {
  sources: readonly HistorySource[];
  /** The moment to begin with, Unix milliseconds; null for the present. */
  first?: number | null;
  children: ReactNode;
}

/** Holds the one clock of all pages and keeps the range of the history up to date. */
export function TimelineProvider({ sources, first = null, children }: Props) {
  const [state, dispatch] = useReducer(timeline, first, (at) =>
    at === null ? liveTimeline : { ...liveTimeline, mode: 'history' as const, at, playing: false },
  );
  const [histories, setHistories] = useState<readonly HistorySeries[]>([]);
  const [own, setOwn] = useState<OwnRange>(null);
  /** Of all that is kept; undefined before that is known. */
  const [whole, setWhole] = useState<Range | null | undefined>(undefined);

  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const read = new Map<HistorySource, readonly HistorySeries[]>();
    const load = async () => {
      const answers = await Promise.allSettled(sources.map((source) => source.load(stop.signal)));
      if (stop.signal.aborted) return;
      answers.forEach((answer, i) => {
        // A source that cannot be read keeps what is known of it; the banner tells that the server is away.
        if (answer.status === 'fulfilled') read.set(sources[i]!, answer.value);
      });
      if (answers.some((answer) => answer.status === 'fulfilled')) {
        const kept = sources.flatMap((source) => read.get(source) ?? []);
        setHistories(kept);
        const range = wholeRange(kept);
        // That nothing is kept is known only when every source has said so.
        if (range !== null || read.size === sources.length) setWhole(range);
      }
      timer = setTimeout(load, historyEvery);
    };
    void load();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [sources]);

  useEffect(() => {
    // Until the page's own range is known, the moment of a link must not be moved into another one.
    const range = own === null ? whole : own === 'asked' ? undefined : own;
    if (range !== undefined) dispatch({ type: 'range', range });
  }, [own, whole]);

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
    () => ({ timeline: state, dispatch, histories, own: setOwn }),
    [state, histories],
  );
  return <ClockContext value={clock}>{children}</ClockContext>;
}

export function useTimeline(): Clock {
  const clock = use(ClockContext);
  if (clock === null) throw new Error('useTimeline needs a TimelineProvider above it.');
  return clock;
}

/** The moment of the history that is shown, Unix milliseconds; null for the present. */
export function useMoment(): number | null {
  const { mode, at } = useTimeline().timeline;
  return mode === 'live' ? null : at;
}

/** While the page is shown the time bar has this range instead of all that is kept. */
export function useOwnRange(range: OwnRange): void {
  const { own } = useTimeline();
  const key = JSON.stringify(range);
  useEffect(() => own(range), [own, key]);
  useEffect(() => () => own(null), [own]);
}
