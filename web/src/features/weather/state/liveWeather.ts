import { ApiError, isAbort, ServerAwayError } from '../../../api/http';
import { LatestOnly } from '../../../api/latestOnly';
import { LiveFeed, type Link, type OpenConnection } from '../../../api/liveFeed';
import { Store } from '../../../api/store';
import type {
  Alarms,
  Quantity,
  SensorsPush,
  Status,
  Watched,
  WeatherApi,
  WeatherPushes,
  Window,
  WindowsPush,
} from '../api/weather';
import { withSensors, type SensorTable } from './sensors';
import { withWindows, type WindowTable } from './windowTable';

export interface WeatherState {
  /** False until somebody wants to see weather. */
  started: boolean;
  link: Link;
  /** This machine's clock at the last push, Unix milliseconds; null before the first. */
  heardAt: number | null;
  /** Server's clock minus this machine's, milliseconds. */
  clockOffset: number;
  /** Seconds by which what is shown is behind the log. */
  delayedSeconds: number;
  watched: Watched;
  /** Windows of what is watched. */
  windows: WindowTable;
  /** False until the windows of what is watched are there. */
  known: boolean;
  /** Newest readings; null where single sensors are not shown to this reader. */
  sensors: SensorTable | null;
  /** How many sensors there are; more than in the table where they are very many. */
  allSensors: number;
  status: Status | null;
  alarms: Alarms;
  /** The windows of each sensor around the moment of the past that is shown; null for the present. */
  past: readonly Window[] | null;
  /** Why the moment of the past cannot be shown; null when it can. */
  missing: string | null;
}

export const everywhere: Watched = { scope: 'all', name: '' };

export const noWeather: WeatherState = {
  started: false,
  link: { kind: 'connecting' },
  heardAt: null,
  clockOffset: 0,
  delayedSeconds: 0,
  watched: everywhere,
  windows: {},
  known: false,
  sensors: null,
  allSensors: 0,
  status: null,
  alarms: { active: [], events: [] },
  past: null,
  missing: null,
};

const pastEvery = 300;

/** The weather as the page sees it: the live feed, and the sensors at the moment that the time bar shows. */
export class LiveWeather {
  readonly store = new Store(noWeather);
  private readonly feed: LiveFeed<WeatherPushes, Watched>;
  private readonly reader: LatestOnly<number>;
  private at: number | null = null;

  constructor(
    open: OpenConnection<WeatherPushes, Watched>,
    private readonly api: Pick<WeatherApi, 'windows'>,
    private readonly clock: () => number = () => Date.now(),
  ) {
    this.feed = new LiveFeed<WeatherPushes, Watched>(
      open,
      {
        windows: (push) => this.takeWindows(push),
        sensors: (push) => this.takeSensors(push),
        status: (push) => this.takeStatus(push),
        alarms: (push) => this.store.patch({ alarms: push }),
      },
      (link) => this.store.patch({ link }),
    );
    this.reader = new LatestOnly(pastEvery, (at, signal) => this.readMoment(at, signal));
  }

  start(): void {
    if (this.store.getState().started) return;
    this.store.patch({ started: true });
    this.feed.watch(this.store.getState().watched);
    this.feed.start();
    if (this.at !== null) this.reader.request(this.at);
  }

  /** Asks for nothing until it is started again. */
  stop(): void {
    if (!this.store.getState().started) return;
    this.feed.stop();
    this.reader.cancel();
    this.store.patch({ started: false });
  }

  retryNow(): void {
    this.feed.retryNow();
  }

  /** Looks at the windows over all sensors, of a place, or of a sensor. */
  watch(watched: Watched): void {
    const before = this.store.getState();
    if (before.watched.scope === watched.scope && before.watched.name === watched.name) return;
    this.store.patch({ watched, windows: {}, known: false });
    if (before.started) this.feed.watch(watched);
  }

  /** Shows a moment of the past, or with null the present. */
  showMoment(at: number | null): void {
    if (at === this.at) return;
    this.at = at;
    if (at === null) {
      this.reader.cancel();
      this.store.patch({ past: null, missing: null });
    } else if (this.store.getState().started) this.reader.request(at);
  }

  private takeWindows(push: WindowsPush): void {
    const { watched, windows } = this.store.getState();
    // What was asked for before may still be on its way.
    if (push.scope !== watched.scope || push.name !== watched.name) return;
    this.store.patch({
      ...this.heard(push.t),
      windows: withWindows(windows, push.windows, push.full),
      known: true,
    });
  }

  private takeSensors(push: SensorsPush): void {
    const { sensors } = this.store.getState();
    this.store.patch({
      ...this.heard(push.t),
      sensors: withSensors(sensors ?? new Map(), push),
      allSensors: push.all,
    });
  }

  private takeStatus(status: Status): void {
    this.store.patch({
      ...this.heard(status.now),
      status,
      delayedSeconds: status.delayed ? Math.max(1, status.delayedSeconds) : 0,
    });
  }

  private heard(serverNow: number): Pick<WeatherState, 'heardAt' | 'clockOffset'> {
    const now = this.clock();
    return { heardAt: now, clockOffset: serverNow - now };
  }

  /** The windows of all sensors that had ended at the moment, not long before it. */
  private async readMoment(at: number, signal: AbortSignal): Promise<void> {
    const length = this.store.getState().status?.rules.windowMs ?? 10_000;
    try {
      const windows = await this.api.windows(
        { scope: 'sensor', name: '' },
        at - 3 * length,
        at - length + 1,
        signal,
      );
      if (!signal.aborted && this.at !== null) this.store.patch({ past: windows, missing: null });
    } catch (error) {
      // When the server is away the link says so already, and the last picture stays.
      if (signal.aborted || isAbort(error) || error instanceof ServerAwayError) return;
      const missing = error instanceof ApiError ? error.title : 'This moment cannot be read';
      this.store.patch({ past: [], missing });
    }
  }
}

/** Of each sensor and quantity the newest of the windows. */
export function newestOf(windows: readonly Window[]): Map<string, Map<Quantity, Window>> {
  const sensors = new Map<string, Map<Quantity, Window>>();
  for (const window of windows) {
    const of = sensors.get(window.name) ?? new Map<Quantity, Window>();
    const before = of.get(window.quantity);
    if (before === undefined || before.start <= window.start) of.set(window.quantity, window);
    sensors.set(window.name, of);
  }
  return sensors;
}
