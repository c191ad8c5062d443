import type { Health, PeopleColumns, Person } from '../api/contacts';
import { states, type PersonLook, type ShownCounts } from './look';

export const lostBit = 8;
export const diedInfectedBit = 16;
/** In a push: the person's id is told. */
export const newBit = 32;
export const isolatedBit = 64;
export const leftBit = 128;

/** Further than this many units nobody walks between two pictures: there the picture jumps. */
const farthestWalk = 8;

const mostAsked = 1000;

/** No picture before. */
const nobody: { ids: string[]; numbers: number[]; pushed: number | null } = {
  ids: [],
  numbers: [],
  pushed: null,
};

interface Columns {
  capacity: number;
  /** Where each glides from and to: x, y. */
  from: Float32Array;
  to: Float32Array;
  /** When the glide begins and how long it takes, seconds since the table's epoch. */
  glide: Float32Array;
  /** Number of the state, with bits for people who are lost, died infected, isolate or have left. */
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
  private columns = columns(64);
  private spare = columns(64);
  /** Slots by the numbers that pushes name people by. */
  private numbers: number[] = [];
  /** Slots of people who were asked for. */
  private readonly asked = new Map<string, number>();

  /** Whom the picture before had, while its people are taken in. */
  private earlier = nobody;

  constructor(
    /** performance.now() at which the table's clock is 0. */
    readonly epoch: number,
    /** Asked once for each push: browsers take long to answer. */
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

  /** Few are asked for, again and again; an index of all would cost more with each push than it saves. */
  slotOf(id: string): number | undefined {
    const known = this.asked.get(id);
    if (known !== undefined) return known;
    const slot = this.ids.indexOf(id);
    if (slot < 0) return undefined;
    if (this.asked.size >= mostAsked) this.asked.clear();
    this.asked.set(id, slot);
    return slot;
  }

  /** Takes people in: all there are, or those who have something new. They glide to their places within so many seconds. */
  apply(people: readonly Person[], full: boolean, now: number, seconds: number): void {
    const slots = new Map(this.ids.map((id, slot) => [id, slot]));
    const glide = this.gliding() ? seconds : 0;
    this.begin(full, people.length);
    for (const person of people) {
      const known = full ? slots.get(person.id) : undefined;
      const look =
        states.indexOf(person.health) +
        (person.lost ? lostBit : 0) +
        (person.diedInfected ? diedInfectedBit : 0) +
        (person.isolated ? isolatedBit : 0) +
        (person.left ? leftBit : 0);
      const slot = full ? this.take(person.id) : (slots.get(person.id) ?? this.take(person.id));
      this.put(slot, known, person.x, person.y, look, person.t, now, glide);
    }
    this.version++;
  }

  /** The same of a push in columns, which names people by numbers and tells the id with the first word of each. */
  applyColumns(people: PeopleColumns, full: boolean, pushed: number, now: number, seconds: number): void {
    const { numbers, ids, x, y, looks, ages } = people;
    // All people can come in parts, of which the first one begins anew.
    if (full) this.earlier = { ids: this.ids, numbers: this.numbers, pushed };
    else if (this.earlier.pushed !== pushed) this.earlier = nobody;
    const { ids: idsBefore, numbers: numbersBefore } = this.earlier;
    const glide = this.gliding() ? seconds : 0;
    this.begin(full, numbers.length);
    let next = 0;
    for (let i = 0; i < numbers.length; i++) {
      const look = looks[i]!;
      const number = numbers[i]!;
      let slot = this.numbers[number];
      let known: number | undefined;
      if ((look & newBit) !== 0) {
        const id = ids[next++]!;
        slot ??= this.take(id);
        this.numbers[number] = slot;
        // In a picture of the same simulation the number is the same person's.
        const before = numbersBefore[number];
        if (before !== undefined && idsBefore[before] === id) known = before;
      }
      // Nobody whose id was never told can be shown.
      if (slot === undefined) continue;
      this.put(slot, known, x[i]!, y[i]!, look & ~newBit, pushed - ages[i]!, now, glide);
    }
    this.version++;
  }

  /** Makes room for those who come; where all people follow, begins anew. */
  private begin(full: boolean, coming: number): void {
    if (full) {
      [this.columns, this.spare] = [this.spare, this.columns];
      this.ids = [];
      this.numbers = [];
      this.asked.clear();
      this.count = 0;
    }
    if (this.count + coming > this.columns.capacity) this.grow(this.count + coming);
  }

  /** Gives somebody new a slot. */
  private take(id: string): number {
    const slot = this.count++;
    this.ids[slot] = id;
    // Without a place of its own yet: where it is first told it stands.
    this.columns.said[slot] = -1;
    return slot;
  }

  /** Sets a person, who comes from where it is drawn now: in the picture before, or in this one. */
  private put(
    slot: number,
    before: number | undefined,
    x: number,
    y: number,
    state: number,
    said: number,
    now: number,
    seconds: number,
  ): void {
    const clock = (now - this.epoch) / 1000;
    const own = this.columns;
    const source = before === undefined ? own : this.spare;
    const at = before ?? slot;
    let fromX = x;
    let fromY = y;
    if ((before !== undefined || own.said[slot]! >= 0) && seconds > 0) {
      const share = shareOf(source, at, clock);
      const nowX = source.from[2 * at]! + (source.to[2 * at]! - source.from[2 * at]!) * share;
      const nowY = source.from[2 * at + 1]! + (source.to[2 * at + 1]! - source.from[2 * at + 1]!) * share;
      if (Math.abs(nowX - x) + Math.abs(nowY - y) <= farthestWalk) {
        if (nowX !== x || nowY !== y) this.restAt = Math.max(this.restAt, clock + seconds);
        fromX = nowX;
        fromY = nowY;
      }
    }
    own.from[2 * slot] = fromX;
    own.from[2 * slot + 1] = fromY;
    own.to[2 * slot] = x;
    own.to[2 * slot + 1] = y;
    own.glide[2 * slot] = clock;
    own.glide[2 * slot + 1] = seconds;
    own.look[slot] = state;
    own.said[slot] = said;
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
      isolated: (look[slot]! & isolatedBit) !== 0,
      left: (look[slot]! & leftBit) !== 0,
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
      // Who has left is not drawn.
      if ((look[slot]! & leftBit) !== 0) continue;
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
