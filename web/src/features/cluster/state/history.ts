import type { Cluster } from './cluster';

/** What the page has watched, a picture a second, for the time bar: bounded in time and in memory. */
export class ClusterHistory {
  private readonly kept: { picture: Cluster; own: number }[] = [];
  private owned = 0;

  constructor(
    private readonly mostPictures = 1800,
    private readonly mostPartitions = 60_000,
  ) {}

  /** The first moment that is kept; null for none. */
  get start(): number | null {
    return this.kept[0]?.picture.now ?? null;
  }

  /** The newest moment that is kept; null for none. */
  get end(): number | null {
    return this.kept.at(-1)?.picture.now ?? null;
  }

  add(picture: Cluster): void {
    const last = this.kept.at(-1)?.picture;
    if (last !== undefined && picture.now - last.now < 1000 && sameLeaders(last, picture)) return;
    const before = new Set(last?.partitions);
    const own = picture.partitions.filter((p) => !before.has(p)).length;
    this.kept.push({ picture, own });
    this.owned += own;
    while (
      this.kept.length > this.mostPictures ||
      (this.owned > this.mostPartitions && this.kept.length > 1)
    ) {
      this.owned -= this.kept.shift()!.own;
    }
  }

  /** The picture of a moment: the last one not after it; null before the first. */
  at(moment: number): Cluster | null {
    let low = 0;
    let high = this.kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.kept[middle]!.picture.now <= moment) low = middle + 1;
      else high = middle;
    }
    return this.kept[low - 1]?.picture ?? null;
  }
}

function sameLeaders(a: Cluster, b: Cluster): boolean {
  if (a.health !== b.health || a.partitions.length !== b.partitions.length) return false;
  return a.partitions.every((p, i) => {
    const other = b.partitions[i]!;
    return p === other || (p.leader === other.leader && p.epoch === other.epoch && p.status === other.status);
  });
}
