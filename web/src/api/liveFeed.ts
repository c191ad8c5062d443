import { backoff } from './backoff';

/** What a hub pushes, by name: each a function of one message. */
export type Pushes<P> = { [N in keyof P]: (push: any) => void };

/** One connection: it lives once, from start to close. `V` is what a reader of the hub can ask to watch. */
export interface LiveConnection<V = never> {
  /** Resolves when the server has accepted; throws a ForbiddenError when it refuses the reader. */
  start(): Promise<void>;
  watch(view: V): Promise<void>;
  stop(): Promise<void>;
}

export type OpenConnection<P, V = never> = (pushes: P, closed: () => void) => LiveConnection<V>;

/** The server answers, but not to a reader who does not take part. */
export class ForbiddenError extends Error {}

export type Link =
  | { kind: 'connecting' }
  | { kind: 'live' }
  | { kind: 'away'; since: number; attempt: number; retryAt: number }
  | { kind: 'forbidden' };

export interface FeedOptions {
  clock?: () => number;
  random?: () => number;
  /** Milliseconds of silence after which a connection counts as dead: every hub pushes something each second. */
  silence?: number;
}

const forbiddenRetry = 5000;

/**
 * Keeps one live connection up: opens it, asks again for the watched view after each opening, and comes back with
 * growing pauses when it breaks or falls silent.
 */
export class LiveFeed<P extends Pushes<P>, V = never> {
  private connection: LiveConnection<V> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private view: V | undefined;
  private link: Link = { kind: 'connecting' };
  private attempt = 0;
  private awaySince: number | undefined;
  private running = false;
  private readonly clock: () => number;
  private readonly random: () => number;
  private readonly silence: number;

  constructor(
    private readonly open: OpenConnection<P, V>,
    private readonly pushes: P,
    private readonly onLink: (link: Link) => void,
    options: FeedOptions = {},
  ) {
    this.clock = options.clock ?? (() => Date.now());
    this.random = options.random ?? Math.random;
    this.silence = options.silence ?? 8000;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.connect();
  }

  stop(): void {
    this.running = false;
    clearTimeout(this.retry);
    this.drop();
  }

  watch(view: V): void {
    this.view = view;
    if (this.link.kind === 'live') this.sendView(this.connection);
  }

  /** Tries at once instead of waiting for the next attempt. */
  retryNow(): void {
    if (!this.running || this.link.kind === 'live') return;
    clearTimeout(this.retry);
    this.attempt = 0;
    this.connect();
  }

  private connect(): void {
    this.drop();
    const connection = this.open(this.guarded(), () => {
      if (this.connection === connection) this.lost();
    });
    this.connection = connection;
    this.heard();
    connection.start().then(
      () => {
        if (this.connection !== connection) return;
        this.attempt = 0;
        this.awaySince = undefined;
        this.set({ kind: 'live' });
        this.heard();
        this.sendView(connection);
      },
      (error: unknown) => {
        if (this.connection !== connection) return;
        if (error instanceof ForbiddenError) this.refused();
        else this.lost();
      },
    );
  }

  private guarded(): P {
    const guarded: Partial<P> = {};
    for (const name of Object.keys(this.pushes) as (keyof P)[]) {
      guarded[name] = ((push: unknown) => {
        this.heard();
        this.pushes[name](push);
      }) as P[typeof name];
    }
    return guarded as P;
  }

  private heard(): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.lost(), this.silence);
  }

  private sendView(connection: LiveConnection<V> | undefined): void {
    if (connection === undefined || this.view === undefined) return;
    connection.watch(this.view).catch(() => {
      if (this.connection === connection) this.lost();
    });
  }

  private lost(): void {
    this.drop();
    if (!this.running) return;
    this.attempt += 1;
    this.awaySince ??= this.clock();
    const wait = backoff(this.attempt, this.random);
    this.set({ kind: 'away', since: this.awaySince, attempt: this.attempt, retryAt: this.clock() + wait });
    this.later(wait);
  }

  private refused(): void {
    this.drop();
    if (!this.running) return;
    this.set({ kind: 'forbidden' });
    this.later(forbiddenRetry);
  }

  private later(wait: number): void {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.connect(), wait);
  }

  private drop(): void {
    clearTimeout(this.watchdog);
    const connection = this.connection;
    this.connection = undefined;
    connection?.stop().catch(() => undefined);
  }

  private set(link: Link): void {
    this.link = link;
    this.onLink(link);
  }
}
