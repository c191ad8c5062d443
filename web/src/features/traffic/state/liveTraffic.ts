import { ApiError, isAbort, ServerAwayError } from '../../../api/http';
import { LatestOnly } from '../../../api/latestOnly';
import { LiveFeed, type OpenConnection } from '../../../api/liveFeed';
import type { TrafficApi } from '../../../api/traffic';
import type { CellRow, HeatCells, VehicleRow, Vehicles, View } from '../../../api/types';
import type { Heat } from './heatField';
import { noTraffic, traffic, type TrafficAction, type TrafficState } from './trafficState';
import { VehicleTable } from './vehicleTable';

/** Seconds before a moment of the history over which its heat is counted. */
export const historySpan = 60;

/**
 * The traffic as the page sees it: the live feed, or the moment of the history that the time bar shows. Vehicles and
 * heat are read by the map on each change (`onPicture`); everything else is a state for React (`subscribe`).
 */
export class LiveTraffic {
  readonly vehicles: VehicleTable;
  heat: Heat | null = null;
  view: View | null = null;
  /** Milliseconds of the moment that is shown: the server's last push, or the moment of the history. */
  pictureAt: number | null = null;
  /** Server's clock minus this machine's, milliseconds: ages stay right when clocks differ. */
  clockOffset = 0;
  private state = noTraffic;
  private at: number | null = null;
  private paceSeconds: number | undefined;
  private readonly feed: LiveFeed;
  private readonly listeners = new Set<() => void>();
  private readonly pictureListeners = new Set<() => void>();
  private readonly history: LatestOnly<number>;
  private streetsTimer: ReturnType<typeof setTimeout> | undefined;
  private settled = new AbortController();
  private factsKnown = false;

  constructor(
    open: OpenConnection,
    private readonly api: TrafficApi,
    gliding: () => boolean = () => true,
  ) {
    this.vehicles = new VehicleTable(performance.now(), gliding);
    this.feed = new LiveFeed(
      open,
      {
        positions: (push) => {
          if (this.at !== null) return;
          this.pictureAt = push.t;
          this.vehicles.apply(push.vehicles, push.gone, push.full, performance.now());
          this.pictureChanged();
        },
        heat: (push) => {
          if (this.at !== null) return;
          this.heat = push;
          this.pictureChanged();
        },
        summary: (push) => {
          this.clockOffset = push.now - Date.now();
          this.dispatch({ type: 'summary', push, now: Date.now() });
        },
      },
      (link) => {
        this.dispatch({ type: 'link', link });
        if (link.kind === 'live') this.learnFacts();
      },
    );
    this.history = new LatestOnly(250, (at, signal) => this.readMoment(at, signal));
  }

  start(): void {
    this.settled = new AbortController();
    this.feed.start();
  }

  stop(): void {
    this.settled.abort();
    clearTimeout(this.streetsTimer);
    this.factsKnown = false;
    this.history.cancel();
    this.feed.stop();
  }

  retryNow(): void {
    this.feed.retryNow();
  }

  /** The map shows this box: live pushes and moments of the history are asked for it. */
  watch(view: View): void {
    this.view = view;
    this.feed.watch(view);
    if (this.at !== null) this.history.request(this.at);
  }

  /** Shows a moment of the history, or with null the live picture. `pace` bounds the glide between two moments. */
  showMoment(at: number | null, pace?: number): void {
    this.paceSeconds = pace;
    if (at === this.at) return;
    this.at = at;
    if (at !== null) {
      this.history.request(at);
      return;
    }
    this.history.cancel();
    this.dispatch({ type: 'historyError', error: null });
    // Asking for the view again makes the server send the whole picture.
    if (this.view !== null) this.feed.watch(this.view);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getState = (): TrafficState => this.state;

  onPicture(listener: () => void): () => void {
    this.pictureListeners.add(listener);
    return () => this.pictureListeners.delete(listener);
  }

  private dispatch(action: TrafficAction): void {
    const next = traffic(this.state, action);
    if (next === this.state) return;
    this.state = next;
    for (const listener of this.listeners) listener();
  }

  private pictureChanged(): void {
    for (const listener of this.pictureListeners) listener();
    this.dispatch({ type: 'drawn', vehicles: this.vehicles.count });
  }

  private async readMoment(at: number, signal: AbortSignal): Promise<void> {
    const view = this.view;
    if (view === null) return;
    const time = Math.round(at);
    try {
      const [vehicles, heat] = await Promise.all([
        this.api.vehicles(view.bbox, time, signal),
        this.api.heatmap({ ...view, at: time, span: historySpan }, signal),
      ]);
      if (signal.aborted || this.at === null) return;
      this.pictureAt = time;
      this.vehicles.apply(vehicleRows(vehicles), [], true, performance.now(), this.paceSeconds ?? 0.25);
      this.heat = { t: time, zoom: view.zoom, cells: cellRows(heat) };
      this.pictureChanged();
      this.dispatch({ type: 'historyError', error: null });
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      // When the server is away the link says so already.
      const text = error instanceof ApiError ? error.message : null;
      if (!(error instanceof ServerAwayError)) {
        this.dispatch({ type: 'historyError', error: text ?? 'This moment cannot be read.' });
      }
    }
  }

  /** Settings and status never change while a server runs, so they are read once for each connection. */
  private learnFacts(): void {
    const { signal } = this.settled;
    const take = <T>(read: Promise<T>, use: (value: T) => void): void => {
      read.then(
        (value) => {
          if (!signal.aborted) use(value);
        },
        () => undefined,
      );
    };
    take(this.api.settings(signal), (settings) => this.dispatch({ type: 'settings', settings }));
    take(this.api.status(signal), (status) => this.dispatch({ type: 'status', status }));
    if (!this.factsKnown) {
      this.factsKnown = true;
      this.learnStreets();
    }
  }

  /** A trace's outline grows while it is replayed, so the streets are read again now and then. */
  private learnStreets(): void {
    const { signal } = this.settled;
    this.api.streets(signal).then(
      (streets) => {
        if (signal.aborted) return;
        const known = this.state.streets;
        if (known === null || known.features.length !== streets.features.length) {
          this.dispatch({ type: 'streets', streets });
        }
        const fixed =
          streets.features.length > 0 && streets.features.every((f) => f.properties.kind === 'street');
        this.streetsTimer = setTimeout(() => this.learnStreets(), fixed ? 60_000 : 5_000);
      },
      () => {
        if (!signal.aborted) this.streetsTimer = setTimeout(() => this.learnStreets(), 5_000);
      },
    );
  }
}

function vehicleRows(vehicles: Vehicles): VehicleRow[] {
  return vehicles.features.map(({ geometry, properties: p }) => [
    p.vehicle,
    geometry.coordinates[0],
    geometry.coordinates[1],
    p.speed,
    p.heading,
    p.timestamp,
  ]);
}

function cellRows(heat: HeatCells): CellRow[] {
  return heat.features.map(({ properties: p }) => [p.quadkey, 0, 0, p.count, p.count]);
}
