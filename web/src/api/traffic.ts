import { getJson } from './http';
import type {
  Bounds,
  Comparison,
  HeatCells,
  History,
  Phone,
  Quadrant,
  Settings,
  Status,
  Streets,
  Summary,
  Vehicles,
  View,
} from './types';

/** A place and a moment to read: `at` absent means now. */
export interface Moment extends View {
  at?: number | undefined;
  /** Seconds before the moment that the heat map counts. */
  span?: number | undefined;
}

export const trafficApi = {
  heatmap: ({ bbox, zoom, span, at }: Moment, signal?: AbortSignal) =>
    getJson<HeatCells>('/api/traffic/heatmap', { bbox, zoom, span, at }, signal),
  vehicles: (bbox: Bounds, at: number | undefined, signal?: AbortSignal) =>
    getJson<Vehicles>('/api/traffic/vehicles', { bbox, at }, signal),
  comparison: ({ bbox, zoom, span, at }: Moment, signal?: AbortSignal) =>
    getJson<Comparison>('/api/traffic/comparison', { bbox, zoom, span, at }, signal),
  quadrants: (signal?: AbortSignal) => getJson<Quadrant[]>('/api/traffic/quadrants', {}, signal),
  streets: (signal?: AbortSignal) => getJson<Streets>('/api/traffic/streets', {}, signal),
  history: (signal?: AbortSignal) => getJson<History>('/api/traffic/history', {}, signal),
  summary: (signal?: AbortSignal) => getJson<Summary>('/api/traffic/summary', {}, signal),
  phone: (signal?: AbortSignal) => getJson<Phone>('/api/traffic/phone', {}, signal),
  settings: (signal?: AbortSignal) => getJson<Settings>('/api/traffic/settings', {}, signal),
  status: (signal?: AbortSignal) => getJson<Status>('/api/status', {}, signal),
};

export type TrafficApi = typeof trafficApi;
