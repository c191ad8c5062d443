import type { ClusterApi, ClusterPushes, NodeVerb, TimelineEntry } from '../api/cluster';
import { Store } from '../../../api/store';
import { LiveFeed, type Link, type OpenConnection } from '../../../api/liveFeed';
import { cluster, events, type Cluster } from './cluster';
import type { HistorySeries } from '../../../ui/timebar/history';
import { ClusterHistory } from './history';

export interface ClusterState {
  /** False until somebody wants to see the cluster. */
  started: boolean;
  link: Link;
  /** This machine's clock at the last push, Unix milliseconds; null before the first. */
  heardAt: number | null;
  /** Server's clock minus this machine's, milliseconds. */
  clockOffset: number;
  /** Null before the first push. */
  cluster: Cluster | null;
  events: TimelineEntry[];
  /** Nodes to which something is being done. */
  busy: ReadonlyMap<number, NodeVerb>;
  /** Why the last thing could not be done; null when it could. */
  error: string | null;
}

export const noCluster: ClusterState = {
  started: false,
  heardAt: null,
  clockOffset: 0,
  link: { kind: 'connecting' },
  cluster: null,
  events: [],
  busy: new Map(),
  error: null,
};

/** Keeps the live picture of the cluster, and what was watched before. */
export class LiveCluster {
  readonly store = new Store(noCluster);
  readonly history = new ClusterHistory();
  private readonly feed: LiveFeed<ClusterPushes>;

  constructor(
    open: OpenConnection<ClusterPushes>,
    private readonly api: ClusterApi,
  ) {
    this.feed = new LiveFeed<ClusterPushes>(
      open,
      {
        cluster: (push) => {
          const next = cluster(this.store.getState().cluster, push);
          this.history.add(next);
          const now = Date.now();
          this.store.patch({
            cluster: next,
            events: events(push.full ? [] : this.store.getState().events, push.events),
            heardAt: now,
            clockOffset: push.now - now,
          });
        },
      },
      (link) => this.store.patch({ link }),
    );
  }

  start(): void {
    this.store.patch({ started: true });
    this.feed.start();
  }

  /** What was watched, for the time bar: the moments at which something happened. */
  series(): HistorySeries {
    const { start, end } = this.history;
    return {
      name: 'events of the cluster',
      range: start === null || end === null ? null : { start, end },
      bucketSeconds: 1,
      amounts: [],
      marks: this.store
        .getState()
        .events.map(({ time, severity, text }) => ({ t: time, kind: severity, text })),
    };
  }

  /** Asks for nothing until it is started again. */
  stop(): void {
    if (!this.store.getState().started) return;
    this.feed.stop();
    this.store.patch({ started: false });
  }

  retryNow(): void {
    this.feed.retryNow();
  }

  /** Kills, pauses, resumes or restarts a node that the server started itself. */
  async act(node: number, verb: NodeVerb): Promise<void> {
    if (this.store.getState().busy.has(node)) return;
    this.store.patch({ busy: new Map(this.store.getState().busy).set(node, verb), error: null });
    let error: string | null = null;
    try {
      await this.api.act(node, verb);
    } catch (caught) {
      error = caught instanceof Error ? caught.message : String(caught);
    }
    const busy = new Map(this.store.getState().busy);
    busy.delete(node);
    this.store.patch({ busy, error });
  }

  forgetError(): void {
    this.store.patch({ error: null });
  }
}
