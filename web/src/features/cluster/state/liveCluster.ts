import type { ClusterApi, ClusterPushes, NodeVerb, TimelineEntry } from '../../../api/cluster';
import { LiveFeed, type Link, type OpenConnection } from '../../../api/liveFeed';
import { cluster, events, type Cluster } from './cluster';
import { ClusterHistory } from './history';

export interface ClusterState {
  link: Link;
  /** Null before the first push. */
  cluster: Cluster | null;
  events: TimelineEntry[];
  /** Nodes to which something is being done. */
  busy: ReadonlyMap<number, NodeVerb>;
  /** Why the last thing could not be done; null when it could. */
  error: string | null;
}

export const noCluster: ClusterState = {
  link: { kind: 'connecting' },
  cluster: null,
  events: [],
  busy: new Map(),
  error: null,
};

/** Keeps the live picture of the cluster, and what was watched before. */
export class LiveCluster {
  readonly history = new ClusterHistory();
  private readonly feed: LiveFeed<ClusterPushes>;
  private readonly listeners = new Set<() => void>();
  private state = noCluster;

  constructor(
    open: OpenConnection<ClusterPushes>,
    private readonly api: ClusterApi,
  ) {
    this.feed = new LiveFeed<ClusterPushes>(
      open,
      {
        cluster: (push) => {
          const next = cluster(this.state.cluster, push);
          this.history.add(next);
          this.set({ cluster: next, events: events(push.full ? [] : this.state.events, push.events) });
        },
      },
      (link) => this.set({ link }),
    );
  }

  start(): void {
    this.feed.start();
  }

  stop(): void {
    this.feed.stop();
  }

  retryNow(): void {
    this.feed.retryNow();
  }

  /** Kills, pauses, resumes or restarts a node that the server started itself. */
  async act(node: number, verb: NodeVerb): Promise<void> {
    if (this.state.busy.has(node)) return;
    this.set({ busy: new Map(this.state.busy).set(node, verb), error: null });
    let error: string | null = null;
    try {
      await this.api.act(node, verb);
    } catch (caught) {
      error = caught instanceof Error ? caught.message : String(caught);
    }
    const busy = new Map(this.state.busy);
    busy.delete(node);
    this.set({ busy, error });
  }

  forgetError(): void {
    this.set({ error: null });
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getState = (): ClusterState => this.state;

  private set(change: Partial<ClusterState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
