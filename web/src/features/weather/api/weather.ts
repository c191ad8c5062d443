import { getJson } from '../../../api/http';
import { openHub } from '../../../api/signalrConnection';

// The shapes of /api/weather and /live/weather. Times are Unix milliseconds.

export type Kind = 'air' | 'pollution' | 'wind';
export type Scope = 'all' | 'place' | 'sensor';
export type Quantity =
  'wellness' | 'pollution' | 'temperature' | 'humidity' | 'co2' | 'windDirection' | 'windSpeed';
export type Health = 'live' | 'late' | 'silent';

/** The newest reading of a sensor and kind. */
export interface SensorState {
  sensor: string;
  kind: Kind;
  place: string;
  number: number;
  t: number;
  /** When it came into the log. */
  received: number;
  /** temperature (°C) and humidity (%), co2 (ppm), or direction (degrees) and speed (m/s). */
  values: Readonly<Record<string, number>>;
  /** Air wellness or pollution, 1 is best; null for wind. */
  coefficient: number | null;
  /** Time between its readings; null while that is not known. */
  periodMs: number | null;
  readings: number;
}

export interface Window {
  quantity: Quantity;
  scope: Scope;
  name: string;
  start: number;
  end: number;
  revision: number;
  /** 0 for an empty window, which has no mean. */
  count: number;
  mean: number | null;
  deviation: number | null;
  minimum: number | null;
  maximum: number | null;
  newest: number | null;
}

export interface OpenWindow {
  kind: Kind;
  start: number;
  end: number;
  readings: number;
  mean: number | null;
}

/** Milliseconds. */
export interface Latency {
  median: number;
  p99: number;
  longest: number;
  count: number;
}

export interface Partition {
  partition: number;
  read: number;
  watermark: number | null;
  perSecond: number;
  readings: number;
  server: string;
  takeovers: number;
  t: number;
  ignored: number;
}

export type Role = 'sensor' | 'balancer' | 'server' | 'proxy' | 'terminal';

export interface Component {
  role: Role;
  name: string;
  transport: string;
  t: number;
  silent: boolean;
  state: string;
  done: number;
  perSecond: number;
  waiting: number;
  latency: Latency | null;
  problem: string | null;
}

export interface Transport {
  name: string;
  path: string;
  guarantee: string;
  style: string;
  crash: string;
  /** How many components use it now. */
  components: number;
  /** From the measurement until it is stored; null where nobody measures it now. */
  stored: Latency | null;
  /** From the end of a window until a terminal has it. */
  window: Latency | null;
}

/** What became of the readings. */
export interface Fates {
  inTime: number;
  /** Came into a window that was sent again. */
  late: number;
  tooLate: number;
  duplicate: number;
  /** May have come before. */
  forgotten: number;
  tooManySensors: number;
  /** Of too many open windows. */
  tooManyParts: number;
  /** Refused by servers. */
  rejected: number;
  /** Not readable here. */
  bad: number;
}

export interface Rules {
  windowMs: number;
  latenessMs: number;
  idleMs: number;
  sendsCorrections: boolean;
  correctableMs: number;
  historySeconds: number;
}

export interface Status {
  now: number;
  live: boolean;
  delayed: boolean;
  delayedSeconds: number;
  readings: number;
  readingsPerSecond: number;
  sensors: { live: number; late: number; silent: number };
  rules: Rules;
  fates: Fates;
  sent: { windows: number; corrections: number; empty: number };
  watermark: number | null;
  open: OpenWindow[];
  partitionCount: number;
  partitions: Partition[];
  componentCount: number;
  components: Component[];
  transports: Transport[];
}

export interface Alarm {
  quantity: Quantity;
  place: string;
  /** When it was raised or cleared. */
  t: number;
  raised: boolean;
  mean: number;
  threshold: number;
  text: string;
}

export interface Alarms {
  active: Alarm[];
  /** Newest first. */
  events: Alarm[];
}

export interface WindowsPush {
  t: number;
  scope: Scope;
  name: string;
  full: boolean;
  windows: Window[];
}

export interface SensorsPush {
  t: number;
  full: boolean;
  all: number;
  sensors: SensorState[];
}

export type WeatherPushes = {
  windows: (push: WindowsPush) => void;
  sensors: (push: SensorsPush) => void;
  status: (push: Status) => void;
  alarms: (push: Alarms) => void;
};

export interface Watched {
  scope: Scope;
  name: string;
}

export const openWeather = openHub<WeatherPushes, Watched>('/live/weather');

export const weatherApi = {
  /** Windows that begin from one moment to before another. */
  windows: (watched: Watched, from: number, to: number, signal?: AbortSignal) =>
    getJson<Window[]>(
      '/api/weather/windows',
      {
        scope: watched.scope,
        ...(watched.scope !== 'all' && watched.name !== '' && { name: watched.name }),
        from: Math.round(from),
        to: Math.round(to),
        limit: 10_000,
      },
      { signal },
    ),
};

export type WeatherApi = typeof weatherApi;
