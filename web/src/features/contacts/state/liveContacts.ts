import { ApiError, isAbort, ServerAwayError } from '../../../api/http';
import { LatestOnly } from '../../../api/latestOnly';
import { LiveFeed, type Link, type OpenConnection } from '../../../api/liveFeed';
import { Store } from '../../../api/store';
import type { HistorySeries, Mark } from '../../../ui/timebar/history';
import type {
  ContactsApi,
  ContactsPush,
  ContactsPushes,
  Counts,
  Field,
  PeopleColumns,
  Person,
  Simulation,
  WatchedSimulation,
} from '../api/contacts';
import type { ShownCounts } from './look';
import { PeopleTable } from './peopleTable';

export interface ContactsState {
  /** False until somebody wants to see people. */
  started: boolean;
  link: Link;
  /** This machine's clock at the last push, Unix milliseconds; null before the first. */
  heardAt: number | null;
  /** Server's clock minus this machine's, milliseconds. */
  clockOffset: number;
  delayedSeconds: number;
  /** Name of the simulation that is shown; null before somebody has reported. */
  simulation: string | null;
  field: Field | null;
  /** At the moment shown; null while that is not known. */
  counts: ShownCounts | null;
  /** Why the moment of the past cannot be shown; null when it can. */
  missing: string | null;
  /** How many people are drawn. */
  drawn: number;
  /** All simulations, the one heard of last first; null before they are known. */
  simulations: readonly Simulation[] | null;
  /** How many people were in each state over time, in the simulation that is shown. */
  curve: readonly Counts[];
}

export const noContacts: ContactsState = {
  started: false,
  link: { kind: 'connecting' },
  heardAt: null,
  clockOffset: 0,
  delayedSeconds: 0,
  simulation: null,
  field: null,
  counts: null,
  missing: null,
  drawn: 0,
  simulations: null,
  curve: [],
};

/** The state after a push; what belongs to the moment shown stays while that is one of the past. */
export function taken(state: ContactsState, push: ContactsPush, now: number, past: boolean): ContactsState {
  const other = push.simulation !== state.simulation;
  return {
    ...state,
    heardAt: now,
    clockOffset: push.t - now,
    delayedSeconds: push.delayed ? Math.max(1, push.delayedSeconds) : 0,
    simulation: push.simulation,
    field: push.field,
    counts: past ? (other ? null : state.counts) : push.counts,
    curve: other ? [] : state.curve,
  };
}

/** People of a moment: in parts, or as places without who they are. */
type PeopleThen = { parts: readonly PeopleColumns[] } | { places: readonly Person[] };

const curvePoints = 400;
const readEvery = 2000;
const mostPause = 15_000;

/** A simulation as the page sees it: the live feed, or the moment that the time bar shows. People are read by the field on each change (`onPicture`), the rest is a state for React (`store`). */
export class LiveContacts {
  readonly store = new Store(noContacts);
  readonly people: PeopleTable;
  /** Unix milliseconds of the moment that is drawn; null before the first. */
  pictureAt: number | null = null;
  private readonly feed: LiveFeed<ContactsPushes, WatchedSimulation>;
  private readonly past: LatestOnly<number>;
  private readonly pictureListeners = new Set<() => void>();
  private at: number | null = null;
  private wanted: WatchedSimulation = null;
  private pace = 0.25;
  private lastPush = 0;
  /** Parts of a push of which more follow. */
  private waiting: readonly PeopleColumns[] = [];
  private waitingFull = false;
  private reader: ReturnType<typeof setTimeout> | undefined;
  private reading: AbortController | undefined;

  constructor(
    open: OpenConnection<ContactsPushes, WatchedSimulation>,
    private readonly api: Pick<ContactsApi, 'moment' | 'places' | 'simulations' | 'timeline'>,
    gliding: () => boolean = () => true,
  ) {
    this.people = new PeopleTable(performance.now(), gliding);
    this.feed = new LiveFeed<ContactsPushes, WatchedSimulation>(
      open,
      { contacts: (push) => this.take(push) },
      (link) => {
        this.store.patch({ link });
        if (link.kind === 'live') this.read();
      },
    );
    this.past = new LatestOnly(250, (at, signal) => this.readMoment(at, signal));
  }

  start(): void {
    if (this.store.getState().started) return;
    this.store.patch({ started: true });
    this.feed.watch(this.wanted);
    this.feed.start();
    if (this.at !== null) this.past.request(this.at);
  }

  /** Asks for nothing until it is started again. */
  stop(): void {
    if (!this.store.getState().started) return;
    this.feed.stop();
    this.past.cancel();
    this.reading?.abort();
    clearTimeout(this.reader);
    this.store.patch({ started: false });
  }

  retryNow(): void {
    this.feed.retryNow();
  }

  /** Looks at another simulation; null for the one heard of last. */
  watch(simulation: WatchedSimulation): void {
    if (simulation === this.wanted) return;
    this.wanted = simulation;
    if (!this.store.getState().started) return;
    this.feed.watch(simulation);
    if (this.at !== null) this.past.request(this.at);
  }

  /** Shows a moment of the past, or with null the present. People glide from one moment to the next within so many seconds. */
  showMoment(at: number | null, pace = 0.25): void {
    this.pace = pace;
    if (at === this.at) return;
    this.at = at;
    if (!this.store.getState().started) return;
    if (at !== null) return this.past.request(at);
    this.past.cancel();
    this.store.patch({ missing: null });
    // Asking again makes the server send all people.
    this.feed.watch(this.wanted);
  }

  onPicture(listener: () => void): () => void {
    this.pictureListeners.add(listener);
    return () => this.pictureListeners.delete(listener);
  }

  /** Reads simulations and curves at once: something about them has been changed. */
  read(): void {
    clearTimeout(this.reader);
    void this.readFigures();
  }

  /** What is kept of the shown simulation, for the time bar. */
  series(): HistorySeries {
    const { simulation, simulations, curve, started } = this.store.getState();
    const shown = simulations?.find(({ name }) => name === simulation);
    const start = shown?.from ?? null;
    const end = shown?.to ?? null;
    return {
      name: 'people',
      range: !started || start === null || end === null ? null : { start, end },
      bucketSeconds: 1,
      amounts: [],
      marks: started ? marksOf(curve) : [],
    };
  }

  private take(push: ContactsPush): void {
    // Where all people begin anew, what came before belongs to nothing: its rest was lost with a connection.
    const waiting = push.full ? [] : this.waiting;
    const full = push.full || (waiting.length > 0 && this.waitingFull);
    this.waitingFull = push.more === true && full;
    // A picture is shown whole: what more follows for is kept until then.
    this.waiting = push.more && push.columns ? [...waiting, push.columns] : [];
    if (push.more) return;
    const before = this.store.getState();
    const now = performance.now();
    if (this.at === null) {
      // People walk on until the next push is expected.
      const seconds = Math.min(1.5, Math.max(0.2, (now - this.lastPush) / 1000));
      const other = push.simulation !== before.simulation;
      const glide = other ? 0 : seconds;
      if (push.columns) this.takeColumns([...waiting, push.columns], full, push.t, now, glide);
      else this.people.apply(push.people, full, now, glide);
      this.pictureAt = push.t;
    }
    if (waiting.length > 0 || push.people.length > 0 || (push.columns?.numbers.length ?? 0) > 0)
      this.lastPush = now;
    const next = taken(before, push, Date.now(), this.at !== null);
    this.store.set(this.at === null ? { ...next, drawn: this.people.count } : next);
    if (this.at === null) this.pictureChanged();
    if (push.simulation !== before.simulation) {
      this.read();
      if (this.at !== null) this.past.request(this.at);
    }
  }

  private takeColumns(
    parts: readonly PeopleColumns[],
    full: boolean,
    at: number,
    now: number,
    glide: number,
  ): void {
    for (const [i, part] of parts.entries()) this.people.applyColumns(part, full && i === 0, at, now, glide);
  }

  private pictureChanged(): void {
    for (const listener of this.pictureListeners) listener();
  }

  private async readMoment(at: number, signal: AbortSignal): Promise<void> {
    const { simulation } = this.store.getState();
    const name = this.wanted ?? simulation;
    try {
      const people = await this.peopleAt(name, Math.round(at), signal);
      if (signal.aborted || this.at === null) return;
      const now = performance.now();
      if ('parts' in people) this.takeColumns(people.parts, true, Math.round(at), now, this.pace);
      else this.people.apply(people.places, true, now, this.pace);
      this.pictureAt = at;
      this.store.patch({ counts: this.people.counts(), missing: null, drawn: this.people.count });
    } catch (error) {
      // When the server is away the link says so already, and the last picture stays.
      if (signal.aborted || isAbort(error) || error instanceof ServerAwayError) return;
      this.people.clear();
      this.pictureAt = at;
      const missing = error instanceof ApiError ? error.title : 'This moment cannot be read';
      this.store.patch({ counts: null, missing, drawn: 0 });
    }
    this.pictureChanged();
  }

  /** People at a moment; where this reader may not know who they are, their places. */
  private async peopleAt(name: string | null, at: number, signal: AbortSignal): Promise<PeopleThen> {
    try {
      return { parts: await this.api.moment(name, at, signal) };
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 403) throw error;
      return { places: await this.api.places(name, at, signal) };
    }
  }

  /** Simulations and curves; where they take long to read they are read less often. */
  private async readFigures(): Promise<void> {
    this.reading?.abort();
    const reading = new AbortController();
    this.reading = reading;
    const { signal } = reading;
    const began = performance.now();
    const simulations = this.api.simulations(signal).then(
      (read) => {
        if (!signal.aborted) this.store.patch({ simulations: read });
      },
      () => undefined,
    );
    const { simulation } = this.store.getState();
    const curve =
      simulation === null
        ? undefined
        : this.api.timeline(simulation, curvePoints, signal).then(
            (read) => {
              if (!signal.aborted && this.store.getState().simulation === simulation)
                this.store.patch({ curve: read });
            },
            () => undefined,
          );
    await Promise.all([simulations, curve]);
    if (signal.aborted || !this.store.getState().started) return;
    const took = performance.now() - began;
    this.reader = setTimeout(() => void this.readFigures(), Math.min(mostPause, readEvery + 5 * took));
  }
}

/** The first infection and the day with most infected people. */
export function marksOf(curve: readonly Counts[]): Mark[] {
  const first = curve.find(({ infected }) => infected > 0);
  if (first === undefined) return [];
  const peak = curve.reduce((most, point) => (point.infected > most.infected ? point : most), first);
  const marks: Mark[] = [{ t: first.t, kind: 'warning', text: 'first infected person' }];
  if (peak.t !== first.t)
    marks.push({ t: peak.t, kind: 'bad', text: `most infected people: ${peak.infected}` });
  return marks;
}
