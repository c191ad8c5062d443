import type { Layer } from '@deck.gl/core';
import { BitmapLayer, PathLayer, ScatterplotLayer } from '@deck.gl/layers';
import { MapboxOverlay } from '@deck.gl/mapbox';
import type { Map as MapLibre } from 'maplibre-gl';
import { heatField, highDensity, steadyTop, type HeatField } from '../state/heatField';
import type { LiveTraffic } from '../state/liveTraffic';
import { heatImage } from './heatImage';
import { mapColours } from './mapColours';
import { Trail } from './trail';
import { vehicleColumns, VehicleLayer, type VehicleColumns } from './vehicleLayer';

export interface SceneSettings {
  heat: boolean;
  vehicles: boolean;
  /** 0 to 1. */
  heatOpacity: number;
  /** Standard deviation of the heat's smoothing in pixels; 0 shows the cells. */
  heatRadius: number;
  mode: 'light' | 'dark';
  /** The vehicle that the camera follows. */
  followed: string | null;
  hovered: string | null;
}

export interface SceneEvents {
  /** The layers have been drawn for the first time. */
  ready(): void;
  /** The density at the top of the colour scale has changed. */
  scale(top: number): void;
  /** The followed vehicle is gone. */
  lost(): void;
}

const shortestFrame = 33;
/** On a machine that draws in software a frame is dear: there the glide takes fewer of them. */
const thriftyFrame = 250;
const dearFrame = 60;
/** And there the heat is drawn anew less often than it is pushed. */
const thriftyHeat = 1000;
const closeZoom = 15.5;

/**
 * The deck.gl layers over one map. The layers live as long as the scene: a push hands over the same typed arrays again,
 * gliding only asks for another drawing, and the heat's image is made anew only when heat, scale or zoom changes.
 */
export class TrafficScene {
  private readonly overlay: MapboxOverlay;
  private readonly trail = new Trail();
  private readonly stopListening: () => void;
  private settings: SceneSettings;
  private columns: VehicleColumns;
  private columnsVersion = -1;
  private field: HeatField | null = null;
  private image: ImageData | null = null;
  private heatKey: unknown[] = [];
  private top: number | null = null;
  private vehicleLayer: Layer | undefined;
  private heatDrawn = 0;
  private frame = 0;
  private lastDraw = 0;
  private drewLastFrame = false;
  private cost = 0;
  private ready = false;
  private disposed = false;

  constructor(
    private readonly map: MapLibre,
    private readonly traffic: LiveTraffic,
    settings: SceneSettings,
    private readonly events: SceneEvents,
  ) {
    this.settings = settings;
    this.columns = vehicleColumns(traffic.vehicles);
    this.overlay = new MapboxOverlay({
      interleaved: false,
      layers: [],
      // The shaders smooth their own edges.
      deviceProps: { webgl: { antialias: false } } as never,
      onAfterRender: () => this.rendered(),
    });
    map.addControl(this.overlay as never);
    map.on('zoomend', this.render);
    this.stopListening = traffic.onPicture(this.render);
    this.render();
  }

  update(settings: SceneSettings): void {
    const followedBefore = this.settings.followed;
    this.settings = settings;
    if (settings.followed !== followedBefore) {
      this.trail.clear();
      this.approach(settings.followed);
    }
    this.render();
  }

  dispose(): void {
    this.disposed = true;
    cancelAnimationFrame(this.frame);
    this.stopListening();
    this.map.off('zoomend', this.render);
    this.overlay.finalize();
  }

  /** Moves the camera close enough to the vehicle to see it turn. */
  private approach(vehicle: string | null): void {
    const slot = vehicle === null ? undefined : this.traffic.vehicles.slotOf(vehicle);
    if (slot === undefined) return;
    const center = this.traffic.vehicles.position(slot, performance.now());
    this.map.easeTo({ center, zoom: Math.max(closeZoom, this.map.getZoom()), duration: 600 });
  }

  private readonly render = (): void => {
    if (this.disposed) return;
    const { vehicles } = this.traffic;
    if (vehicles.version !== this.columnsVersion) {
      this.columns = vehicleColumns(vehicles);
      this.columnsVersion = vehicles.version;
    }
    if (this.settings.heat) this.renderHeat();
    this.overlay.setProps({ layers: this.layers() });
    this.animate();
  };

  private renderHeat(): void {
    const { heat } = this.traffic;
    const { heatRadius, mode } = this.settings;
    const zoom = Math.round(this.map.getZoom() * 4) / 4;
    const key = [heat, heatRadius, mode, zoom];
    if (key.every((part, i) => part === this.heatKey[i])) return;
    const chosen = key.some((part, i) => i > 0 && part !== this.heatKey[i]);
    if (!chosen && this.thrifty() && performance.now() - this.heatDrawn < thriftyHeat) return;
    this.heatKey = key;
    this.heatDrawn = performance.now();
    const cellPixels = heat === null ? 1 : 512 * 2 ** (zoom - heat.zoom);
    this.field = heat === null ? null : heatField(heat, smoothing(heatRadius, cellPixels));
    if (this.field === null) {
      this.image = null;
      return;
    }
    const top = steadyTop(this.top, highDensity(this.field));
    if (top !== this.top) {
      this.top = top;
      this.events.scale(top);
    }
    this.image = heatImage(this.field, top, mode);
  }

  private layers(): Layer[] {
    const { heat, vehicles, heatOpacity, heatRadius, mode, followed, hovered } = this.settings;
    const layers: Layer[] = [];
    if (heat && this.field !== null && this.image !== null) {
      const filter = heatRadius > 0 ? 'linear' : 'nearest';
      layers.push(
        new BitmapLayer({
          id: 'heat',
          image: this.image,
          bounds: this.field.bounds,
          opacity: heatOpacity,
          textureParameters: {
            minFilter: filter,
            magFilter: filter,
            mipmapFilter: 'none',
            addressModeU: 'clamp-to-edge',
            addressModeV: 'clamp-to-edge',
          },
        }),
      );
    }
    this.vehicleLayer = undefined;
    if (!vehicles) return layers;
    const colour = mapColours[mode].trail;
    const path = this.trail.follow(this.traffic.vehicles, followed, performance.now());
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
    const slot = ring === null ? undefined : this.traffic.vehicles.slotOf(ring);
    if (slot !== undefined) {
      layers.push(
        new ScatterplotLayer<[number, number]>({
          id: 'ring',
          data: [this.traffic.vehicles.position(slot, performance.now())],
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
    this.vehicleLayer = new VehicleLayer({
      id: 'vehicles',
      data: this.columns as never,
      clock: this.clock,
      moment: this.moment,
      sizePixels: this.sizePixels(),
      mode,
    } as never) as Layer;
    layers.push(this.vehicleLayer);
    return layers;
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

  private animate(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(this.nextFrame);
  }

  private readonly nextFrame = (now: number): void => {
    this.frame = 0;
    if (this.disposed) return;
    if (this.drewLastFrame) {
      this.cost = this.cost * 0.8 + Math.min(1000, now - this.lastDraw) * 0.2;
      this.drewLastFrame = false;
    }
    const wait = this.thrifty() ? thriftyFrame : shortestFrame;
    if (now - this.lastDraw >= wait - 4) {
      this.lastDraw = now;
      this.drewLastFrame = true;
      this.draw();
    }
    if (this.drewLastFrame || this.traffic.vehicles.restAt > this.clock()) this.animate();
  };

  private thrifty(): boolean {
    return this.cost > dearFrame;
  }

  private draw(): void {
    const { followed, hovered } = this.settings;
    if (followed !== null) {
      const slot = this.traffic.vehicles.slotOf(followed);
      if (slot === undefined) this.events.lost();
      else if (!this.map.isZooming() && !this.map.isRotating()) {
        this.map.jumpTo({ center: this.traffic.vehicles.position(slot, performance.now()) });
      }
    }
    // The ring and the trail move with their vehicle; the vehicles themselves are moved by the graphics card.
    if (followed !== null || hovered !== null) this.overlay.setProps({ layers: this.layers() });
    else this.vehicleLayer?.setNeedsRedraw();
  }

  private rendered(): void {
    if (this.ready || this.disposed || this.traffic.pictureAt === null) return;
    this.ready = true;
    this.events.ready();
  }
}

/** At least half a cell is smoothed away, at most six cells; a texel measures about eight pixels. */
function smoothing(radius: number, cellPixels: number): { sigma: number; fine: number } {
  return {
    sigma: radius === 0 ? 0 : Math.min(6, Math.max(0.6, radius / cellPixels)),
    fine: Math.min(8, Math.ceil(cellPixels / 8)),
  };
}
