import { describe, expect, it, vi } from 'vitest';
import type { ClusterPush, ClusterPushes } from '../api/cluster';
import { LiveCluster } from './liveCluster';

const push = (more: Partial<ClusterPush> = {}): ClusterPush => ({
  now: 1000,
  full: true,
  clusterId: 'c',
  controller: 1,
  health: 'ok',
  tellsLag: true,
  recordsPerSecond: 0,
  nodes: [],
  partitions: [],
  gone: [],
  events: [],
  controlled: [],
  ...more,
});

function started(act = vi.fn(async () => undefined)) {
  let pushes: ClusterPushes | undefined;
  const live = new LiveCluster(
    (wanted) => {
      pushes = wanted;
      return { start: async () => undefined, watch: async () => undefined, stop: async () => undefined };
    },
    { act },
  );
  live.start();
  return { live, push: (p: ClusterPush) => pushes!.cluster(p), act };
}

describe('the live cluster', () => {
  it('shows what is pushed and remembers it', () => {
    const { live, push: send } = started();
    send(push());
    send(push({ now: 3000, full: false, health: 'critical' }));
    expect(live.store.getState().cluster?.health).toBe('critical');
    expect(live.history.at(2000)?.health).toBe('ok');
    live.stop();
  });

  it('does one thing to a node at a time', async () => {
    let finish = () => undefined as void;
    const act = vi.fn(() => new Promise<undefined>((done) => (finish = () => done(undefined))));
    const { live } = started(act);
    const first = live.act(3, 'kill');
    await live.act(3, 'restart');
    expect(act).toHaveBeenCalledTimes(1);
    expect(live.store.getState().busy.get(3)).toBe('kill');
    finish();
    await first;
    expect(live.store.getState().busy.size).toBe(0);
    live.stop();
  });

  it('says why something could not be done', async () => {
    const { live } = started(
      vi.fn(async () => {
        throw new Error('Node 3 was not started by this program');
      }),
    );
    await live.act(3, 'kill');
    expect(live.store.getState().error).toContain('was not started');
    live.forgetError();
    expect(live.store.getState().error).toBeNull();
    live.stop();
  });

  it('asks for nothing once it is stopped, and begins anew', () => {
    let opened = 0;
    let stopped = 0;
    const live = new LiveCluster(
      () => {
        opened++;
        return {
          start: async () => undefined,
          watch: async () => undefined,
          stop: async () => void stopped++,
        };
      },
      { act: async () => undefined },
    );
    live.stop();
    expect(stopped).toBe(0);
    live.start();
    live.stop();
    expect([opened, stopped, live.store.getState().started]).toEqual([1, 1, false]);
    live.start();
    expect(opened).toBe(2);
    live.stop();
  });
});
