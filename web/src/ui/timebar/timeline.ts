import type { Range } from './history';

// The one clock of all pages: live, or a moment of the kept history, at rest or playing.

export const speeds = [1, 2, 5, 10, 60] as const;
export type Speed = (typeof speeds)[number];

export interface Timeline {
  mode: 'live' | 'history';
  /** The moment shown in history mode, Unix milliseconds. */
  at: number;
  playing: boolean;
  speed: Speed;
  /** The kept history; null as long as nothing is kept. */
  range: Range | null;
}

export type TimelineAction =
  | { type: 'range'; range: Range | null }
  | { type: 'seek'; at: number }
  /** Shows the end of what is over, at rest. */
  | { type: 'over'; range: Range }
  | { type: 'step'; by: number }
  | { type: 'play' }
  | { type: 'pause' }
  | { type: 'toggle' }
  | { type: 'live' }
  | { type: 'speed'; speed: Speed }
  /** Real time has passed: a playing history moves on by it times the speed. */
  | { type: 'elapsed'; milliseconds: number };

export const liveTimeline: Timeline = { mode: 'live', at: 0, playing: true, speed: 1, range: null };

export function timeline(state: Timeline, action: TimelineAction): Timeline {
  switch (action.type) {
    case 'range':
      return withRange(state, action.range);
    case 'seek':
      return state.range === null ? state : { ...state, mode: 'history', at: clamp(action.at, state.range) };
    case 'over':
      return { ...state, range: action.range, mode: 'history', at: action.range.end, playing: false };
    case 'step':
      return timeline(
        { ...state, playing: false },
        { type: 'seek', at: (state.mode === 'live' ? (state.range?.end ?? 0) : state.at) + action.by },
      );
    case 'play':
      // What is over is played once more from its start.
      return isOver(state)
        ? { ...state, at: state.range!.start, playing: true }
        : { ...state, playing: true };
    case 'pause':
      // Pausing the live picture holds it: it becomes the newest moment of the history.
      if (state.mode === 'history') return { ...state, playing: false };
      return state.range === null
        ? state
        : { ...state, mode: 'history', at: state.range.end, playing: false };
    case 'toggle':
      return timeline(state, { type: state.playing ? 'pause' : 'play' });
    case 'live':
      return { ...state, mode: 'live', playing: true };
    case 'speed':
      return { ...state, speed: action.speed };
    case 'elapsed': {
      if (state.mode === 'live' || !state.playing || state.range === null) return state;
      const at = state.at + action.milliseconds * state.speed;
      if (at >= state.range.end && state.range.over) return { ...state, at: state.range.end, playing: false };
      return at >= state.range.end
        ? { ...state, mode: 'live', playing: true }
        : { ...state, at: clamp(at, state.range) };
    }
  }
}

function withRange(state: Timeline, range: Range | null): Timeline {
  if (range === null) return { ...state, range, mode: 'live', playing: true };
  if (state.range !== null && sameRange(range, state.range)) return state;
  return { ...state, range, at: state.mode === 'history' ? clamp(state.at, range) : state.at };
}

function isOver({ mode, at, range }: Timeline): boolean {
  return mode === 'history' && range?.over === true && at >= range.end;
}

export function sameRange(one: Range, other: Range): boolean {
  return one.start === other.start && one.end === other.end && one.over === other.over && one.of === other.of;
}

function clamp(at: number, { start, end }: Range): number {
  return Math.min(end, Math.max(start, at));
}
