import type { VehicleTable } from '../state/vehicleTable';

const longest = 600;

/** The way that the followed vehicle was seen to take, newest place last. */
export class Trail {
  private path: [number, number][] = [];

  clear(): void {
    this.path = [];
  }

  follow(table: VehicleTable, vehicle: string | null, now: number): [number, number][] {
    const slot = vehicle === null ? undefined : table.slotOf(vehicle);
    if (slot === undefined) return [];
    const place = table.position(slot, now);
    const last = this.path.at(-1);
    if (last === undefined || last[0] !== place[0] || last[1] !== place[1]) {
      this.path = [...this.path.slice(-longest + 1), place];
    }
    return this.path;
  }
}
