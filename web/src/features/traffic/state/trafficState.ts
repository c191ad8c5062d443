import type { Link } from '../../../api/liveFeed';
import type { QuadrantFigures } from './quadrants';
import type { Quadrant, Settings, Streets, Summary, SummaryPush } from '../api/types';

/** What the page knows besides the vehicles and the heat, which change too often to pass through here. */
export interface TrafficState {
  link: Link;
  summary: Summary | null;
  quadrants: Quadrant[];
  /** Local clock's milliseconds of the last message of the server; null before the first. */
  heardAt: number | null;
  streets: Streets | null;
  settings: Settings | null;
  /** Vehicles drawn in the watched box. */
  drawn: number;
  /** The quadrants in view at the moment of the history that is drawn; null while the present is. */
  past: QuadrantFigures[] | null;
  /** Why the history could not be read; null when it could. */
  historyError: string | null;
}

export type TrafficAction =
  | { type: 'link'; link: Link }
  | { type: 'summary'; push: SummaryPush; now: number }
  | { type: 'streets'; streets: Streets }
  | { type: 'settings'; settings: Settings }
  | { type: 'drawn'; vehicles: number }
  | { type: 'past'; quadrants: QuadrantFigures[] | null }
  | { type: 'historyError'; error: string | null };

export const noTraffic: TrafficState = {
  link: { kind: 'connecting' },
  summary: null,
  quadrants: [],
  heardAt: null,
  streets: null,
  settings: null,
  drawn: 0,
  past: null,
  historyError: null,
};

export function traffic(state: TrafficState, action: TrafficAction): TrafficState {
  switch (action.type) {
    case 'link':
      return { ...state, link: action.link };
    case 'summary':
      return {
        ...state,
        summary: { ...action.push, quadrants: action.push.quadrants.length },
        quadrants: [...action.push.quadrants].sort(
          (a, b) => b.positionsPerSecond - a.positionsPerSecond || (a.quadkey < b.quadkey ? -1 : 1),
        ),
        heardAt: action.now,
      };
    case 'streets':
      return { ...state, streets: action.streets };
    case 'settings':
      return { ...state, settings: action.settings };
    case 'drawn':
      return state.drawn === action.vehicles ? state : { ...state, drawn: action.vehicles };
    case 'past':
      return state.past === action.quadrants ? state : { ...state, past: action.quadrants };
    case 'historyError':
      return state.historyError === action.error ? state : { ...state, historyError: action.error };
  }
}

/** True when the server is there and has never had a position. */
export function isEmpty(state: TrafficState): boolean {
  return state.summary !== null && state.summary.positions === 0 && state.summary.vehicles === 0;
}
