import type { Layer } from '@deck.gl/core';
import { PathLayer, ScatterplotLayer } from '@deck.gl/layers';
import type { Map as MapLibre } from 'maplibre-gl';
import type { Mode } from '../../../map/baseColours';
import type { Actor } from '../../../map/deckStage';
import type { LiveTraffic } from '../state/liveTraffic';
import type { SceneSettings } from './scene';
import { spacing, thin } from '../state/thinning';
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
  private thinned = '';
  private settings: SceneSettings | null = null;
  /** Whether the camera has yet to come close to the followed vehicle. */
  private approaching = false;
  private mode: Mode = 'light';

  constructor(
    private readonly map: MapLibre,
    private readonly traffic: LiveTraffic,
    private readonly events: {
      /** The followed vehicle is gone. */
      lost(): void;
      /** How many of the vehicles are drawn. */
      drawn(shown: number, of: number): void;
    },
  ) {
    this.columns = vehicleColumns(traffic.vehicles);
  }

  update(settings: SceneSettings, mode: Mode): void {
    const before = this.settings?.followed ?? null;
    this.settings = settings;
    this.mode = mode;
    if (settings.followed === before) return;
    this.trail.clear();
    this.approaching = true;
    this.approach(settings.followed);
  }

  layers(): Layer[] {
    const { settings, mode } = this;
    if (settings === null || !settings.vehicles) return [];
    const { vehicles } = this.traffic;
    const { followed, hovered } = settings;
    this.thin(followed, hovered);
    const layers: Layer[] = [];
    const colour = trafficColours[mode].trail;
    const seen = this.trail.follow(vehicles, followed, performance.now());
    const pieces = settings.track ?? (seen.length > 1 ? [seen] : []);
    if (pieces.length > 0) {
      layers.push(
        new PathLayer<[number, number][]>({
          id: 'trail',
          data: pieces,
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
      if (slot === undefined) {
        // Before the first picture nobody is there, and nobody is lost.
        if (this.complete()) this.events.lost();
      } else if (this.approaching) this.approach(followed);
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

  /** Chooses the vehicles to draw, and hands their columns over, when they or the zoom have changed. */
  private thin(followed: string | null, hovered: string | null): void {
    const { vehicles } = this.traffic;
    const zoom = Math.round(this.map.getZoom() * 2) / 2;
    const key = [vehicles.version, zoom, followed, hovered].join();
    if (key === this.thinned) return;
    this.thinned = key;
    const shown = thin(vehicles, zoom, spacing(vehicles.count), [followed, hovered]);
    this.columns = vehicleColumns(vehicles);
    this.events.drawn(shown, vehicles.count);
  }

  /** Moves the camera close enough to the vehicle to see it turn. */
  private approach(vehicle: string | null): void {
    const slot = vehicle === null ? undefined : this.traffic.vehicles.slotOf(vehicle);
    if (slot === undefined) return;
    const center = this.traffic.vehicles.position(slot, performance.now());
    this.approaching = false;
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
