import type { Health, Person } from '../api/contacts';
import { states, type PersonLook, type ShownCounts } from './look';

export const lostBit = 8;
export const diedInfectedBit = 16;

/** Further than this many units nobody walks between two pictures: there the picture jumps. */
const farthestWalk = 8;

interface Columns {
  capacity: number;
  /** Where each glides from and to: x, y. */
  from: Float32Array;
  to: Float32Array;
  /** When the glide begins and how long it takes, seconds since the table's epoch. */
  glide: Float32Array;
  /** Number of the state, with bits for lost people and for those who died infected. */
  look: Uint8Array;
  /** When it was said, Unix milliseconds. */
  said: Float64Array;
}

function columns(capacity: number): Columns {
  return {
    capacity,
    from: new Float32Array(2 * capacity),
    to: new Float32Array(2 * capacity),
    glide: new Float32Array(2 * capacity),
    look: new Uint8Array(capacity),
    said: new Float64Array(capacity),
  };
}

/** The people of a picture in columns, each person with a slot. A push moves those whom it names; nothing is allocated for each of them. */
export class PeopleTable {
  ids: string[] = [];
  count = 0;
  /** Grows with each change. */
  version = 0;
  /** When all have come to rest, seconds since the epoch. */
  restAt = 0;
  private slots = new Map<string, number>();
  private columns = columns(64);
  private spare = columns(64);

  constructor(
    /** performance.now() at which the table's clock is 0. */
    readonly epoch: number,
    private readonly gliding: () => boolean = () => true,
  ) {}

  get from(): Float32Array {
    return this.columns.from;
  }
  get to(): Float32Array {
    return this.columns.to;
  }
  get glide(): Float32Array {
    return this.columns.glide;
  }
  get look(): Uint8Array {
    return this.columns.look;
  }

  slotOf(id: string): number | undefined {
    return this.slots.get(id);
  }

  /** Takes people in: all there are, or those who have something new. They glide to their places within so many seconds. */
  apply(people: readonly Person[], full: boolean, now: number, seconds: number): void {
    const clock = (now - this.epoch) / 1000;
    const { slots: before, columns: old } = this;
    if (full) {
      this.columns = this.spare;
      this.spare = old;
      this.slots = new Map();
      this.ids = [];
      this.count = 0;
    }
    const wanted = full ? people.length : this.count + people.length;
    for (const person of people) {
      let slot = this.slots.get(person.id);
      const known = full ? before.get(person.id) : slot;
      if (slot === undefined) {
        slot = this.count++;
        if (slot >= this.columns.capacity) this.grow(wanted);
        this.slots.set(person.id, slot);
        this.ids[slot] = person.id;
      }
      const { from, to, glide, look, said } = this.columns;
      let x = person.x;
      let y = person.y;
      if (known !== undefined && seconds > 0 && this.gliding()) {
        const source = full ? old : this.columns;
        const share = shareOf(source, known, clock);
        const nowX = source.from[2 * known]! + (source.to[2 * known]! - source.from[2 * known]!) * share;
        const nowY =
          source.from[2 * known + 1]! + (source.to[2 * known + 1]! - source.from[2 * known + 1]!) * share;
        if (Math.abs(nowX - x) + Math.abs(nowY - y) <= farthestWalk) {
          if (nowX !== x || nowY !== y) this.restAt = Math.max(this.restAt, clock + seconds);
          x = nowX;
          y = nowY;
        }
      }
      from[2 * slot] = x;
      from[2 * slot + 1] = y;
      to[2 * slot] = person.x;
      to[2 * slot + 1] = person.y;
      glide[2 * slot] = clock;
      glide[2 * slot + 1] = seconds;
      look[slot] =
        states.indexOf(person.health) +
        (person.lost ? lostBit : 0) +
        (person.diedInfected ? diedInfectedBit : 0);
      said[slot] = person.t;
    }
    this.version++;
  }

  /** Living people of whom nothing was heard since the moment are lost, whoever tells it: the server tells it only when somebody asks anew. */
  lose(before: number): boolean {
    const { look, said } = this.columns;
    const dead = states.indexOf('dead');
    let changed = false;
    for (let slot = 0; slot < this.count; slot++) {
      if ((look[slot]! & 7) === dead || look[slot]! & lostBit || said[slot]! >= before) continue;
      look[slot]! |= lostBit;
      changed = true;
    }
    if (changed) this.version++;
    return changed;
  }

  clear(): void {
    this.apply([], true, this.epoch, 0);
  }

  saidAt(slot: number): number {
    return this.columns.said[slot]!;
  }

  health(slot: number): Health {
    return states[this.columns.look[slot]! & 7]!;
  }

  /** Where a person is drawn now. */
  position(slot: number, now: number): [number, number] {
    const { from, to } = this.columns;
    const share = shareOf(this.columns, slot, (now - this.epoch) / 1000);
    return [
      from[2 * slot]! + (to[2 * slot]! - from[2 * slot]!) * share,
      from[2 * slot + 1]! + (to[2 * slot + 1]! - from[2 * slot + 1]!) * share,
    ];
  }

  lookOf(slot: number): PersonLook {
    const { to, look } = this.columns;
    return {
      x: to[2 * slot]!,
      y: to[2 * slot + 1]!,
      health: this.health(slot),
      lost: (look[slot]! & lostBit) !== 0,
      diedInfected: (look[slot]! & diedInfectedBit) !== 0,
    };
  }

  /** The person nearest to a place, the living before the dead; null where nobody is within the reach. */
  nearest(x: number, y: number, reach: number, now: number): number | null {
    const clock = (now - this.epoch) / 1000;
    const { from, to, look } = this.columns;
    const dead = states.indexOf('dead');
    let found: number | null = null;
    let least = Infinity;
    for (let slot = 0; slot < this.count; slot++) {
      const dx = to[2 * slot]! - x;
      const dy = to[2 * slot + 1]! - y;
      // Nobody who glides is far from where it will be.
      if (Math.abs(dx) > reach + farthestWalk || Math.abs(dy) > reach + farthestWalk) continue;
      const share = shareOf(this.columns, slot, clock);
      const ax = from[2 * slot]! + (to[2 * slot]! - from[2 * slot]!) * share - x;
      const ay = from[2 * slot + 1]! + (to[2 * slot + 1]! - from[2 * slot + 1]!) * share - y;
      const away = Math.hypot(ax, ay);
      if (away > reach) continue;
      const rank = away + ((look[slot]! & 7) === dead ? 2 * reach : 0);
      if (rank < least) [least, found] = [rank, slot];
    }
    return found;
  }

  /** How many people are in each state, counted from the people themselves. */
  counts(): ShownCounts {
    const of = new Array<number>(states.length).fill(0);
    let deadInfected = 0;
    const { look } = this.columns;
    for (let slot = 0; slot < this.count; slot++) {
      of[look[slot]! & 7]!++;
      if (look[slot]! & diedInfectedBit) deadInfected++;
    }
    const [susceptible, exposed, infected, immune, dead] = of as [number, number, number, number, number];
    return { all: this.count, susceptible, exposed, infected, immune, dead, deadInfected };
  }

  private grow(wanted: number): void {
    const larger = columns(Math.max(wanted, 2 * this.columns.capacity));
    for (const name of ['from', 'to', 'glide', 'look', 'said'] as const) larger[name].set(this.columns[name]);
    this.columns = larger;
  }
}

function shareOf({ glide }: Columns, slot: number, clock: number): number {
  const seconds = glide[2 * slot + 1]!;
  return seconds <= 0 ? 1 : Math.min(1, Math.max(0, (clock - glide[2 * slot]!) / seconds));
}
