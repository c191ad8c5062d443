// An invented cluster for work on its page: nodes that can be killed, paused and restarted, elections, lag, events.

export function createCluster({ nodes: count, topics, replicas, demo }) {
  const began = Date.now();
  const nodes = Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    status: 'alive',
    since: began,
    log: 1e6 + i * 54321,
    paused: false,
  }));
  const keys = ['02123332', '02123333', '03012220', '03012221'];
  const partitions = Array.from({ length: topics }, (_, i) => ({
    topic: i < 4 && topics <= 8 ? `traffic.${keys[i]}112${i}` : `topic-${String(i).padStart(3, '0')}`,
    leader: (i % count) + 1,
    epoch: 1 + (i % 3),
    high: 1000 * i + 500,
    rate: 5 + (i % 7),
    electedAt: null,
    replicas: Array.from({ length: replicas }, (_, r) => ((i * 3 + r * 7) % count) + 1)
      .filter((n, at, all) => all.indexOf(n) === at)
      .map((node) => ({ node, lag: 0, ms: 0 })),
  }));
  for (const p of partitions) p.leader = p.replicas[0].node;
  const events = [];
  let change = 0;
  const tell = (kind, severity, text, more = {}) => {
    const entry = {
      id: events.length,
      change: ++change,
      time: Date.now(),
      kind,
      severity,
      isGone: false,
      text,
      node: -1,
      elections: 0,
      slowestMs: null,
      lost: null,
      parts: [],
      ...more,
    };
    events.push(entry);
    return entry;
  };
  for (const n of nodes) tell('nodeJoined', 'good', `node ${n.id} joined the cluster`, { node: n.id });

  const alive = (id) => nodes[id - 1]?.status === 'alive';

  function lose(node, status) {
    node.status = status;
    node.since = Date.now();
    const entry = tell(
      'nodeLost',
      'warning',
      `node ${node.id} lost${status === 'silent' ? ': it does not answer' : ''}`,
      {
        node: node.id,
      },
    );
    const led = partitions.filter((p) => p.leader === node.id);
    for (const p of led) p.leader = -1;
    setTimeout(
      () => {
        for (const p of led) {
          const next = p.replicas.find((r) => alive(r.node));
          if (!next) continue;
          p.leader = next.node;
          p.epoch++;
          p.electedAt = Date.now();
          entry.parts.push(`${p.topic}-0 elected node ${next.node} in epoch ${p.epoch} after 140 ms`);
        }
        if (entry.parts.length === 0) return;
        entry.elections = entry.parts.length;
        entry.slowestMs = 140;
        entry.lost = 0;
        entry.change = ++change;
        entry.text +=
          entry.parts.length === 1
            ? `; ${entry.parts[0]}; 0 records lost`
            : `; ${entry.parts.length} partitions elected leaders, the slowest after 140 ms; 0 records lost`;
      },
      status === 'silent' ? 900 : 350,
    );
  }

  function back(node) {
    if (node.status === 'alive') return;
    tell(
      'nodeBack',
      'good',
      `node ${node.id} is back after ${((Date.now() - node.since) / 1000).toFixed(1)} s`,
      {
        node: node.id,
      },
    );
    node.status = 'alive';
    node.since = Date.now();
  }

  function act(id, verb) {
    const node = nodes[id - 1];
    if (!demo || !node) return false;
    if (verb === 'kill') {
      node.paused = false;
      if (node.status === 'alive') lose(node, 'away');
      else node.status = 'away';
    } else if (verb === 'pause') {
      node.paused = true;
      setTimeout(() => node.paused && lose(node, 'silent'), 900);
    } else if (verb === 'resume') {
      node.paused = false;
      back(node);
    } else {
      node.paused = false;
      setTimeout(() => back(node), 800);
    }
    return true;
  }

  function step() {
    for (const p of partitions) {
      if (p.leader < 0) continue;
      const inSync = p.replicas.filter((r) => alive(r.node)).length;
      if (inSync > p.replicas.length / 2) p.high += Math.round(p.rate / 4 + Math.random());
      for (const r of p.replicas) {
        if (alive(r.node)) {
          r.lag = r.lag > 20 ? Math.floor(r.lag / 3) : Math.random() < 0.8 ? 0 : 2;
          r.ms = r.lag > 20 ? r.lag * 20 : 0;
        } else {
          r.lag += Math.round(p.rate / 4);
          r.ms += 250;
        }
      }
    }
    for (const n of nodes) if (alive(n.id)) n.log += 900;
  }

  function status(p) {
    if (p.leader < 0) return 3;
    const inSync = p.replicas.filter((r) => alive(r.node)).length;
    return inSync <= p.replicas.length / 2 ? 2 : inSync < p.replicas.length ? 1 : 0;
  }

  function push(full, since) {
    step();
    const controller = nodes.find((n) => n.status === 'alive')?.id ?? -1;
    const worst = Math.max(0, ...partitions.map(status));
    return {
      now: Date.now(),
      full,
      clusterId: 'pNc0nHhTQ7mPvA5t0vJ0bg',
      controller,
      health:
        controller < 0
          ? 'unreachable'
          : worst >= 2
            ? 'critical'
            : nodes.some((n) => !alive(n.id))
              ? 'degraded'
              : 'ok',
      tellsLag: true,
      recordsPerSecond: partitions.reduce((sum, p) => sum + (p.leader < 0 ? 0 : p.rate), 0),
      nodes: nodes.map((n) => ({
        id: n.id,
        address: `127.0.0.1:${40000 + n.id}`,
        status: n.status,
        since: n.since,
        isController: n.id === controller,
        leads: partitions.filter((p) => p.leader === n.id).length,
        replicas: partitions.filter((p) => p.replicas.some((r) => r.node === n.id)).length,
        recordsPerSecond: partitions.reduce((sum, p) => sum + (p.leader === n.id ? p.rate : 0), 0),
        bytesPerSecond: 3600,
        logBytes: n.log,
        diskFree: 80e9,
        diskTotal: 270e9,
      })),
      partitions: partitions.map((p) => [
        p.topic,
        0,
        false,
        status(p),
        p.leader,
        p.epoch,
        p.high,
        p.leader < 0 ? 0 : p.rate,
        p.electedAt,
        p.replicas.map((r) => [
          r.node,
          r.node === p.leader ? 1 : 0,
          alive(r.node),
          r.node === p.leader ? 0 : r.lag,
          r.ms,
        ]),
      ]),
      gone: [],
      events: events.filter((e) => e.change > since),
      controlled: demo
        ? nodes.map((n) => ({
            id: n.id,
            running: n.status !== 'away',
            paused: n.paused,
            memoryBytes: n.status === 'away' ? 0 : 52e6 + n.id * 1e5,
          }))
        : [],
    };
  }

  return { push, act, change: () => change };
}
