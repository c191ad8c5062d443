import type { Layer } from '@deck.gl/core';
import { PathLayer, ScatterplotLayer } from '@deck.gl/layers';
import type { Map as MapLibre } from 'maplibre-gl';
import type { Mode } from '../../../map/baseColours';
import type { Actor } from '../../../map/deckStage';
import type { LiveTraffic } from '../state/liveTraffic';
import type { SceneSettings } from './scene';
import { Trail } from './trail';
import { trafficColours } from './trafficColours';
import { vehicleColumns, VehicleLayer, type VehicleColumns } from './vehicleLayer';

const closeZoom = 15.5;

/**
 * The vehicles, with the trail and the ring of one that is followed. A push hands over the same typed arrays again, and gliding only asks
 * for another drawing.
 */
export class VehicleDrawing implements Actor {
  private readonly trail = new Trail();
  private columns: VehicleColumns;
  private columnsVersion = -1;
  private settings: SceneSettings | null = null;
  private mode: Mode = 'light';

  constructor(
    private readonly map: MapLibre,
    private readonly traffic: LiveTraffic,
    /** The followed vehicle is gone. */
    private readonly onLost: () => void,
  ) {
    this.columns = vehicleColumns(traffic.vehicles);
  }

  update(settings: SceneSettings, mode: Mode): void {
    const before = this.settings?.followed ?? null;
    this.settings = settings;
    this.mode = mode;
    if (settings.followed === before) return;
    this.trail.clear();
    this.approach(settings.followed);
  }

  layers(): Layer[] {
    const { settings, mode } = this;
    if (settings === null || !settings.vehicles) return [];
    const { vehicles } = this.traffic;
    if (vehicles.version !== this.columnsVersion) {
      this.columns = vehicleColumns(vehicles);
      this.columnsVersion = vehicles.version;
    }
    const { followed, hovered } = settings;
    const layers: Layer[] = [];
    const colour = trafficColours[mode].trail;
    const path = this.trail.follow(vehicles, followed, performance.now());
    if (path.length > 1) {
      layers.push(
        new PathLayer<[number, number][]>({
          id: 'trail',
          data: [path],
          getPath: (p) => p,
          getColor: colour,
          widthUnits: 'pixels',
          getWidth: 3,
          capRounded: true,
          jointRounded: true,
        }),
      );
    }
    const ring = hovered ?? followed;
    const slot = ring === null ? undefined : vehicles.slotOf(ring);
    if (slot !== undefined) {
      layers.push(
        new ScatterplotLayer<[number, number]>({
          id: 'ring',
          data: [vehicles.position(slot, performance.now())],
          getPosition: (p) => p,
          radiusUnits: 'pixels',
          getRadius: this.sizePixels() + 6,
          filled: true,
          getFillColor: [colour[0], colour[1], colour[2], 50],
          stroked: true,
          lineWidthUnits: 'pixels',
          getLineWidth: 2,
          getLineColor: colour,
        }),
      );
    }
    layers.push(
      new VehicleLayer({
        id: 'vehicles',
        data: this.columns as never,
        clock: this.clock,
        moment: this.moment,
        sizePixels: this.sizePixels(),
        mode,
      } as never) as Layer,
    );
    return layers;
  }

  /** The ring and the trail move with their vehicle; the vehicles themselves are moved by the graphics card. */
  frame(now: number): boolean {
    const { followed = null, hovered = null } = this.settings ?? {};
    if (followed !== null) {
      const slot = this.traffic.vehicles.slotOf(followed);
      if (slot === undefined) this.onLost();
      else if (!this.map.isZooming() && !this.map.isRotating()) {
        this.map.jumpTo({ center: this.traffic.vehicles.position(slot, now) });
      }
    }
    return followed !== null || hovered !== null;
  }

  movesUntil(): number {
    const { vehicles } = this.traffic;
    return vehicles.epoch + vehicles.restAt * 1000;
  }

  complete(): boolean {
    return this.traffic.pictureAt !== null;
  }

  /** Moves the camera close enough to the vehicle to see it turn. */
  private approach(vehicle: string | null): void {
    const slot = vehicle === null ? undefined : this.traffic.vehicles.slotOf(vehicle);
    if (slot === undefined) return;
    const center = this.traffic.vehicles.position(slot, performance.now());
    this.map.easeTo({ center, zoom: Math.max(closeZoom, this.map.getZoom()), duration: 600 });
  }

  private sizePixels(): number {
    const { count } = this.traffic.vehicles;
    const size = Math.min(16, Math.max(count > 1000 ? 6 : 9, 10 + (this.map.getZoom() - 14) * 1.5));
    return count > 5000 ? size * 0.7 : size;
  }

  private readonly clock = (): number => (performance.now() - this.traffic.vehicles.epoch) / 1000;

  private readonly moment = (): number => {
    const { pictureAt, vehicles } = this.traffic;
    return ((pictureAt ?? 0) - (vehicles.firstReport ?? 0)) / 1000;
  };
}
