import type { LiveTraffic } from './state/liveTraffic';

/** What tests in a browser and curious people read of the picture, which is pixels only. */
export interface VicinityDebug {
  /** Vehicles drawn. */
  readonly vehicles: number;
  /** Unix milliseconds of the moment that is shown; null before the first. */
  readonly lastUpdate: number | null;
  /** One vehicle where it is drawn now, the same as long as it drives; null when there is none. */
  readonly sample: [id: string, lon: number, lat: number] | null;
  /** Warm cells drawn. */
  readonly cells: number;
  readonly link: string;
  /** Where the named vehicle is drawn now. */
  position(vehicle: string): [lon: number, lat: number] | null;
}

declare global {
  interface Window {
    __vicinity?: VicinityDebug;
  }
}

export function exposeTraffic(traffic: LiveTraffic): void {
  const { vehicles } = traffic;
  let chosen: string | undefined;
  const drives = (id: string): boolean => {
    const slot = vehicles.slotOf(id);
    if (slot === undefined) return false;
    const age = (traffic.pictureAt ?? 0) - vehicles.timestamps[slot]!;
    return age < 5000 && (vehicles.speed(slot) ?? 1) > 0.5;
  };
  window.__vicinity = {
    get vehicles() {
      return vehicles.count;
    },
    get lastUpdate() {
      return traffic.pictureAt;
    },
    get sample(): VicinityDebug['sample'] {
      if (chosen === undefined || !drives(chosen)) chosen = vehicles.ids.find(drives) ?? vehicles.ids[0];
      if (chosen === undefined) return null;
      const place = this.position(chosen);
      return place === null ? null : [chosen, place[0], place[1]];
    },
    get cells() {
      return traffic.heat?.cells.length ?? 0;
    },
    get link() {
      return traffic.store.getState().link.kind;
    },
    position(vehicle: string) {
      const slot = vehicles.slotOf(vehicle);
      return slot === undefined ? null : vehicles.position(slot, performance.now());
    },
  };
}
