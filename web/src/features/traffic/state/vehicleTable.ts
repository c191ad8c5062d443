import type { VehicleRow } from '../api/types';
import { distanceMetres } from '../../../geo/tiles';

const shortestGlide = 0.2;
const longestGlide = 2.5;
/** A vehicle that would have to be faster than this jumps instead of gliding. */
const fastestMetresPerSecond = 150;
const noHeading = -1000;

/**
 * The vehicles on the map, as columns of typed arrays that go to the graphics card as they are. A row keeps its slot as
 * long as its vehicle is there; a vehicle that goes gives its slot to the last one. Each vehicle glides from where it
 * was seen to where it is reported, over the time that its reports take.
 */
export class VehicleTable {
  count = 0;
  /** Rises with each change. */
  version = 0;
  ids: string[] = [];
  /** How each one's position came in; null when it is not known. */
  sources: (string | null)[] = [];
  /** 1 for a vehicle that is drawn, 0 for one that is left out where many stand close together. */
  shown = new Float32Array(0);
  from = new Float64Array(0);
  to = new Float64Array(0);
  /** Start and duration of the glide, seconds since `epoch`. */
  glide = new Float32Array(0);
  /** Heading in degrees (-1000: unknown) and speed in metres a second (-1: unknown). */
  motion = new Float32Array(0);
  timestamps = new Float64Array(0);
  /** Time of the report in seconds since `firstReport`. */
  reported = new Float32Array(0);
  /** Origin of `reported`, Unix milliseconds; null before the first vehicle. */
  firstReport: number | null = null;
  /** Seconds (performance clock) at which the newest glide ends: nothing moves after it. */
  restAt = 0;
  private readonly slots = new Map<string, number>();
  private arrivals = new Float64Array(0);

  constructor(
    /** Origin of the glide times in milliseconds of the clock that the callers pass: keeps them small. */
    readonly epoch: number,
    private readonly gliding: () => boolean = () => true,
  ) {}

  slotOf(id: string): number | undefined {
    return this.slots.get(id);
  }

  /**
   * Takes rows in. `full` means that vehicles without a row are gone. `pace` limits glides to the given seconds, for
   * a history that plays faster than it was recorded.
   */
  apply(
    rows: readonly VehicleRow[],
    gone: readonly string[],
    full: boolean,
    now: number,
    pace?: number,
  ): void {
    if (full) this.keepOnly(rows);
    for (const id of gone) this.remove(id);
    this.reserve(this.count + rows.length);
    for (const row of rows) this.set(row, now, pace);
    this.version++;
  }

  clear(): void {
    this.slots.clear();
    this.ids.length = 0;
    this.sources.length = 0;
    this.count = 0;
    this.version++;
  }

  /** Where the vehicle in the slot is drawn at `now` (milliseconds): longitude and latitude. */
  position(slot: number, now: number): [number, number] {
    const share = this.share(slot, now);
    const i = slot * 2;
    if (share === 1) return [this.to[i]!, this.to[i + 1]!];
    return [
      this.from[i]! + (this.to[i]! - this.from[i]!) * share,
      this.from[i + 1]! + (this.to[i + 1]! - this.from[i + 1]!) * share,
    ];
  }

  heading(slot: number): number | null {
    const value = this.motion[slot * 2]!;
    return value === noHeading ? null : value;
  }

  speed(slot: number): number | null {
    const value = this.motion[slot * 2 + 1]!;
    return value < 0 ? null : value;
  }

  /** The vehicle that is drawn nearest to the place, within `reach` degrees of longitude; undefined when there is none. */
  nearest(lon: number, lat: number, reach: number, now: number): number | undefined {
    const squeeze = Math.max(0.05, Math.cos((lat * Math.PI) / 180));
    let best: number | undefined;
    let bestSquare = reach * reach;
    for (let slot = 0; slot < this.count; slot++) {
      if (this.shown[slot] === 0) continue;
      const share = this.share(slot, now);
      const i = slot * 2;
      const dx = this.from[i]! + (this.to[i]! - this.from[i]!) * share - lon;
      const dy = (this.from[i + 1]! + (this.to[i + 1]! - this.from[i + 1]!) * share - lat) / squeeze;
      const square = dx * dx + dy * dy;
      if (square < bestSquare) {
        bestSquare = square;
        best = slot;
      }
    }
    return best;
  }

  private share(slot: number, now: number): number {
    const start = this.glide[slot * 2]!;
    const duration = this.glide[slot * 2 + 1]!;
    if (duration <= 0) return 1;
    return Math.min(1, Math.max(0, ((now - this.epoch) / 1000 - start) / duration));
  }

  private set(
    [id, lon, lat, speed, heading, timestamp, source]: VehicleRow,
    now: number,
    pace?: number,
  ): void {
    const seconds = (now - this.epoch) / 1000;
    let slot = this.slots.get(id);
    if (slot === undefined) {
      slot = this.count++;
      this.slots.set(id, slot);
      this.ids[slot] = id;
      this.shown[slot] = 1;
      this.place(slot, lon, lat, seconds);
    } else if (this.to[slot * 2] !== lon || this.to[slot * 2 + 1] !== lat) {
      this.move(slot, lon, lat, now, pace);
    }
    this.sources[slot] = source ?? null;
    this.motion[slot * 2] = heading ?? noHeading;
    this.motion[slot * 2 + 1] = speed ?? -1;
    this.timestamps[slot] = timestamp;
    this.firstReport ??= timestamp;
    this.reported[slot] = (timestamp - this.firstReport) / 1000;
    this.arrivals[slot] = now;
  }

  private place(slot: number, lon: number, lat: number, seconds: number): void {
    this.from[slot * 2] = this.to[slot * 2] = lon;
    this.from[slot * 2 + 1] = this.to[slot * 2 + 1] = lat;
    this.glide[slot * 2] = seconds;
    this.glide[slot * 2 + 1] = 0;
  }

  private move(slot: number, lon: number, lat: number, now: number, pace: number | undefined): void {
    const seconds = (now - this.epoch) / 1000;
    const waited = (now - this.arrivals[slot]!) / 1000;
    const duration = Math.min(pace ?? longestGlide, Math.max(shortestGlide, waited));
    const [fromLon, fromLat] = this.position(slot, now);
    const far = fastestMetresPerSecond * Math.max(1, waited);
    if (
      !this.gliding() ||
      (pace === undefined && distanceMetres(this.to[slot * 2]!, this.to[slot * 2 + 1]!, lon, lat) > far) ||
      duration <= 0
    ) {
      this.place(slot, lon, lat, seconds);
      return;
    }
    this.from[slot * 2] = fromLon;
    this.from[slot * 2 + 1] = fromLat;
    this.to[slot * 2] = lon;
    this.to[slot * 2 + 1] = lat;
    this.glide[slot * 2] = seconds;
    this.glide[slot * 2 + 1] = duration;
    this.restAt = Math.max(this.restAt, seconds + duration);
  }

  private keepOnly(rows: readonly VehicleRow[]): void {
    const kept = new Set<string>();
    for (const row of rows) kept.add(row[0]);
    for (let slot = this.count - 1; slot >= 0; slot--) {
      const id = this.ids[slot]!;
      if (!kept.has(id)) this.remove(id);
    }
  }

  private remove(id: string): void {
    const slot = this.slots.get(id);
    if (slot === undefined) return;
    const last = --this.count;
    this.slots.delete(id);
    if (slot !== last) {
      const moved = this.ids[last]!;
      this.ids[slot] = moved;
      this.sources[slot] = this.sources[last]!;
      this.shown[slot] = this.shown[last]!;
      this.slots.set(moved, slot);
      for (const column of [this.from, this.to, this.glide, this.motion]) {
        column[slot * 2] = column[last * 2]!;
        column[slot * 2 + 1] = column[last * 2 + 1]!;
      }
      this.timestamps[slot] = this.timestamps[last]!;
      this.reported[slot] = this.reported[last]!;
      this.arrivals[slot] = this.arrivals[last]!;
    }
    this.ids.length = last;
    this.sources.length = last;
  }

  private reserve(rows: number): void {
    if (rows <= this.timestamps.length) return;
    const size = Math.max(256, 2 ** Math.ceil(Math.log2(rows)));
    const longer = <A extends Float32Array | Float64Array>(column: A, length: number): A => {
      const grown = new (column.constructor as new (length: number) => A)(length);
      grown.set(column as never);
      return grown;
    };
    this.from = longer(this.from, size * 2);
    this.to = longer(this.to, size * 2);
    this.glide = longer(this.glide, size * 2);
    this.motion = longer(this.motion, size * 2);
    this.timestamps = longer(this.timestamps, size);
    this.shown = longer(this.shown, size);
    this.reported = longer(this.reported, size);
    this.arrivals = longer(this.arrivals, size);
  }
}
