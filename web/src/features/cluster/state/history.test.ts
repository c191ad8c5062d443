import { describe, expect, it } from 'vitest';
import { partitionOf, type Cluster } from './cluster';
import { ClusterHistory } from './history';

const picture = (now: number, leader = 1, epoch = 1): Cluster => ({
  now,
  clusterId: null,
  controller: 1,
  health: 'ok',
  tellsLag: true,
  recordsPerSecond: 0,
  nodes: [],
  partitions: [partitionOf(['t', 0, false, 0, leader, epoch, 0, 0, null, []])],
  controlled: new Map(),
});

describe('what the page has watched', () => {
  it('gives the picture of a moment', () => {
    const history = new ClusterHistory();
    for (const now of [1000, 2000, 3000]) history.add(picture(now));
    expect(history.at(2500)?.now).toBe(2000);
    expect(history.at(9000)?.now).toBe(3000);
    expect(history.at(999)).toBeNull();
    expect(history.start).toBe(1000);
  });

  it('keeps one picture a second, and every election', () => {
    const history = new ClusterHistory();
    history.add(picture(1000));
    history.add(picture(1250));
    history.add(picture(1500, 2, 2));
    expect(history.at(1400)?.now).toBe(1000);
    expect(history.at(1500)?.partitions[0]?.leader).toBe(2);
  });

  it('is bounded in pictures and in partitions', () => {
    const pictures = new ClusterHistory(10);
    const partitions = new ClusterHistory(1000, 20);
    for (let i = 0; i < 100; i++) {
      pictures.add(picture(i * 1000));
      partitions.add(picture(i * 1000));
    }
    expect(pictures.start).toBe(90_000);
    expect(partitions.start).toBe(80_000);
  });
});
