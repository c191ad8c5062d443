import { getJson, type Query } from '../../../api/http';
import { openHub } from '../../../api/signalrConnection';
import { participant, participation } from './participation';
import type {
  Comparison,
  HeatCells,
  Phone,
  Quadrant,
  Settings,
  Streets,
  Summary,
  TrackFeature,
  TrafficPushes,
  Vehicles,
  View,
} from './types';
import type { Bounds } from '../../../geo/bounds';

/** A place and a moment to read: `at` absent means now. */
export interface Moment extends View {
  at?: number | undefined;
  /** Seconds before the moment that the heat map counts. */
  span?: number | undefined;
}

/** Opens the traffic's hub. */
export const openTraffic = openHub<TrafficPushes, View>('/live/traffic', () => ({
  vehicle: participant() ?? undefined,
}));

const read = <T>(path: string, query: Query, signal: AbortSignal | undefined) =>
  getJson<T>(`/api/traffic/${path}`, query, { signal, headers: participation() });

export const trafficApi = {
  heatmap: ({ bbox, zoom, span, at }: Moment, signal?: AbortSignal) =>
    read<HeatCells>('heatmap', { bbox, zoom, span, at }, signal),
  vehicles: (bbox: Bounds, at: number | undefined, signal?: AbortSignal) =>
    read<Vehicles>('vehicles', { bbox, at }, signal),
  comparison: ({ bbox, zoom, span, at }: Moment, signal?: AbortSignal) =>
    read<Comparison>('comparison', { bbox, zoom, span, at }, signal),
  track: (of: string, span: number, at: number | undefined, signal?: AbortSignal) =>
    read<TrackFeature>('track', { of, span, at }, signal),
  quadrants: (signal?: AbortSignal) => read<Quadrant[]>('quadrants', {}, signal),
  streets: (signal?: AbortSignal) => read<Streets>('streets', {}, signal),
  summary: (signal?: AbortSignal) => read<Summary>('summary', {}, signal),
  phone: (signal?: AbortSignal) => read<Phone>('phone', {}, signal),
  settings: (signal?: AbortSignal) => read<Settings>('settings', {}, signal),
};

export type TrafficApi = typeof trafficApi;
