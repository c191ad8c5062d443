import { ApiError, isAbort, ServerAwayError } from '../../../api/http';
import { LatestOnly } from '../../../api/latestOnly';
import { LiveFeed, type OpenConnection } from '../../../api/liveFeed';
import type { TrafficApi } from '../api/traffic';
import { Store } from '../../../api/store';
import type { CellRow, HeatCells, TrafficPushes, VehicleRow, Vehicles, View } from '../api/types';
import type { Heat } from './heatField';
import { noTraffic, traffic, type TrafficAction } from './trafficState';
import { quadrantsAt } from './quadrants';
import { wholeTiles } from '../../../geo/tiles';
import { VehicleTable } from './vehicleTable';

/** Seconds before a moment of the history over which its heat is counted. */
export const historySpan = 60;

/**
 * The traffic as the page sees it: the live feed, or the moment of the history that the time bar shows. Vehicles and
 * heat are read by the map on each change (`onPicture`); everything else is a state for React (`store`).
 */
export class LiveTraffic {
  readonly store = new Store(noTraffic);
  readonly vehicles: VehicleTable;
  heat: Heat | null = null;
  view: View | null = null;
  /** Milliseconds of the moment that is shown: the server's last push, or the moment of the history. */
  pictureAt: number | null = null;
  /** Server's clock minus this machine's, milliseconds: ages stay right when clocks differ. */
  clockOffset = 0;
  private at: number | null = null;
  private paceSeconds: number | undefined;
  private readonly feed: LiveFeed<TrafficPushes, View>;
  private readonly pictureListeners = new Set<() => void>();
  private readonly history: LatestOnly<number>;
  private streetsTimer: ReturnType<typeof setTimeout> | undefined;
  private settled = new AbortController();
  private factsKnown = false;

  constructor(
    open: OpenConnection<TrafficPushes, View>,
    private readonly api: TrafficApi,
    gliding: () => boolean = () => true,
  ) {
    this.vehicles = new VehicleTable(performance.now(), gliding);
    this.feed = new LiveFeed<TrafficPushes, View>(
      open,
      {
        positions: (push) => {
          if (this.at !== null) return;
          this.pictureAt = push.t;
          this.vehicles.apply(push.vehicles, push.gone, push.full, performance.now());
          this.pictureChanged();
        },
        heat: (push) => {
          // The server keeps all levels that are asked for, so cells of another level answer a view that was left.
          if (this.at !== null || push.zoom !== this.view?.zoom) return;
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
    this.dispatch({ type: 'past', quadrants: null });
    this.dispatch({ type: 'historyError', error: null });
    // Asking for the view again makes the server send the whole picture.
    if (this.view !== null) this.feed.watch(this.view);
  }

  onPicture(listener: () => void): () => void {
    this.pictureListeners.add(listener);
    return () => this.pictureListeners.delete(listener);
  }

  private dispatch(action: TrafficAction): void {
    this.store.set(traffic(this.store.getState(), action));
  }

  private pictureChanged(): void {
    for (const listener of this.pictureListeners) listener();
    this.dispatch({ type: 'drawn', vehicles: this.vehicles.count });
  }

  private show(time: number, rows: VehicleRow[], heat: Heat | null): void {
    this.pictureAt = time;
    this.vehicles.apply(rows, [], true, performance.now(), this.paceSeconds ?? 0.25);
    this.heat = heat;
    this.pictureChanged();
  }

  private async readMoment(at: number, signal: AbortSignal): Promise<void> {
    const view = this.view;
    if (view === null) return;
    const time = Math.round(at);
    const quadrantZoom = this.store.getState().settings?.quadrantZoom;
    // Whole quadrants, so that their figures are not those of the part in view.
    const bbox = quadrantZoom === undefined ? view.bbox : wholeTiles(view.bbox, quadrantZoom);
    try {
      const [vehicles, heat] = await Promise.all([
        this.api.vehicles(bbox, time, signal),
        this.api.heatmap({ bbox, zoom: view.zoom, at: time, span: historySpan }, signal),
      ]);
      // A view of another zoom has been asked for since.
      if (signal.aborted || this.at === null || view.zoom !== this.view?.zoom) return;
      const rows = vehicleRows(vehicles);
      this.show(time, rows, { t: time, zoom: view.zoom, cells: cellRows(heat) });
      this.dispatch({
        type: 'past',
        quadrants:
          quadrantZoom === undefined ? [] : quadrantsAt(rows, this.heat!.cells, quadrantZoom, historySpan),
      });
      this.dispatch({ type: 'historyError', error: null });
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      // When the server is away the link says so already.
      const text = error instanceof ApiError ? error.message : null;
      if (!(error instanceof ServerAwayError)) {
        // The picture of another moment must not stand for this one.
        this.show(time, [], null);
        this.dispatch({ type: 'past', quadrants: [] });
        this.dispatch({ type: 'historyError', error: text ?? 'This moment cannot be read.' });
      }
    }
  }

  /** Settings never change while a server runs, so they are read once for each connection. */
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
        const known = this.store.getState().streets;
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
    p.source ?? null,
  ]);
}

function cellRows(heat: HeatCells): CellRow[] {
  return heat.features.map(({ properties: p }) => [p.quadkey, 0, 0, p.count, p.count]);
}
