/**
 * Runs at most one task per `interval` milliseconds, and only the newest asked for: a newer request cancels the one
 * under way by its signal, and takes the place of one that still waits.
 */
export class LatestOnly<T> {
  private waiting: T | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: AbortController | undefined;
  private lastStart = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly interval: number,
    private readonly task: (request: T, signal: AbortSignal) => Promise<void>,
    private readonly clock: () => number = () => Date.now(),
  ) {}

  request(request: T): void {
    this.waiting = request;
    if (this.timer !== undefined) return;
    const wait = Math.max(0, this.lastStart + this.interval - this.clock());
    this.timer = setTimeout(() => this.start(), wait);
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting = undefined;
    this.running?.abort();
    this.running = undefined;
  }

  private start(): void {
    this.timer = undefined;
    const request = this.waiting;
    if (request === undefined) return;
    this.waiting = undefined;
    this.lastStart = this.clock();
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    // The task reports its own errors; one that was cancelled has nothing to say.
    this.task(request, running.signal).catch(() => undefined);
  }
}
