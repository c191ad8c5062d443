import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ForbiddenError, LiveFeed, type Link } from './liveFeed';

interface View {
  box: number[];
  zoom: number;
}

interface News {
  change(push: { t: number }): void;
  beat(push: object): void;
}

const view: View = { box: [0, 0, 1, 1], zoom: 15 };

/** A server that accepts, refuses or fails, as the test says. */
class Server {
  mood: 'up' | 'down' | 'forbidden' | 'silent' = 'up';
  opened = 0;
  stopped = 0;
  watched: View[] = [];
  pushes: News | undefined;
  close: (() => void) | undefined;

  readonly open = (pushes: News, closed: () => void) => {
    this.opened++;
    this.pushes = pushes;
    this.close = closed;
    return {
      start: async () => {
        if (this.mood === 'down') throw new Error('refused');
        if (this.mood === 'forbidden') throw new ForbiddenError();
        if (this.mood === 'silent') await new Promise(() => undefined);
      },
      watch: async (wanted: View) => {
        this.watched.push(wanted);
      },
      stop: async () => {
        this.stopped++;
      },
    };
  };
}

describe('the live feed', () => {
  let server: Server;
  let links: Link[];
  let feed: LiveFeed<News, View>;
  const seen = { change: vi.fn(), beat: vi.fn() };

  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
    server = new Server();
    links = [];
    feed = new LiveFeed<News, View>(server.open, seen, (link) => links.push(link), {
      random: () => 0.5,
      silence: 8000,
    });
  });

  afterEach(() => {
    feed.stop();
    vi.useRealTimers();
    vi.clearAllMocks();
  });

  const settle = () => vi.advanceTimersByTimeAsync(0);

  it('connects and asks for the view', async () => {
    feed.watch(view);
    feed.start();
    await settle();
    expect(links).toEqual([{ kind: 'live' }]);
    expect(server.watched).toEqual([view]);
  });

  it('asks again when the view changes', async () => {
    feed.start();
    await settle();
    feed.watch(view);
    feed.watch({ ...view, zoom: 16 });
    expect(server.watched.map((v) => v.zoom)).toEqual([15, 16]);
  });

  it('comes back by itself with growing pauses and asks for the view again', async () => {
    feed.watch(view);
    feed.start();
    await settle();
    server.mood = 'down';
    server.close!();
    const away = () => links.at(-1) as Extract<Link, { kind: 'away' }>;
    expect(away()).toEqual({ kind: 'away', since: 1_000_000, attempt: 1, retryAt: 1_000_500 });
    await vi.advanceTimersByTimeAsync(500);
    expect(away().retryAt - Date.now()).toBe(1000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(away().retryAt - Date.now()).toBe(2000);
    expect(away().since).toBe(1_000_000);
    server.mood = 'up';
    await vi.advanceTimersByTimeAsync(2000);
    expect(links.at(-1)).toEqual({ kind: 'live' });
    expect(server.watched).toHaveLength(2);
  });

  it('waits no longer than ten seconds between attempts', async () => {
    server.mood = 'down';
    feed.start();
    await vi.advanceTimersByTimeAsync(60_000);
    const away = links.at(-1) as Extract<Link, { kind: 'away' }>;
    expect(away.attempt).toBeGreaterThan(6);
    expect(away.retryAt - Date.now()).toBeLessThanOrEqual(10_000);
  });

  it('counts a silent connection as lost', async () => {
    feed.start();
    await settle();
    await vi.advanceTimersByTimeAsync(7000);
    server.pushes!.beat({});
    await vi.advanceTimersByTimeAsync(7000);
    expect(links.at(-1)).toEqual({ kind: 'live' });
    await vi.advanceTimersByTimeAsync(1000);
    expect(links.at(-1)).toMatchObject({ kind: 'away', attempt: 1 });
    expect(server.stopped).toBe(1);
  });

  it('gives up an opening that never answers', async () => {
    server.mood = 'silent';
    feed.start();
    await vi.advanceTimersByTimeAsync(8000);
    expect(links.at(-1)).toMatchObject({ kind: 'away' });
  });

  it('says when the reader is refused, and tries again', async () => {
    server.mood = 'forbidden';
    feed.start();
    await settle();
    expect(links).toEqual([{ kind: 'forbidden' }]);
    server.mood = 'up';
    await vi.advanceTimersByTimeAsync(5000);
    expect(links.at(-1)).toEqual({ kind: 'live' });
  });

  it('tries at once when asked to', async () => {
    server.mood = 'down';
    feed.start();
    await settle();
    server.mood = 'up';
    feed.retryNow();
    await settle();
    expect(links.at(-1)).toEqual({ kind: 'live' });
  });

  it('hears nothing of a connection that it has left', async () => {
    feed.start();
    await settle();
    const left = server.close!;
    server.close!();
    await vi.advanceTimersByTimeAsync(1000);
    const opened = server.opened;
    left();
    await vi.advanceTimersByTimeAsync(100);
    expect(links.at(-1)).toEqual({ kind: 'live' });
    expect(server.opened).toBe(opened);
  });

  it('passes pushes on', async () => {
    feed.start();
    await settle();
    server.pushes!.change({ t: 1 });
    expect(seen.change).toHaveBeenCalledWith({ t: 1 });
  });

  it('stays away after a stop', async () => {
    server.mood = 'down';
    feed.start();
    await settle();
    feed.stop();
    const opened = server.opened;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.opened).toBe(opened);
  });
});
