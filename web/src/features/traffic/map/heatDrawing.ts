import type { Layer } from '@deck.gl/core';
import { BitmapLayer } from '@deck.gl/layers';
import type { Map as MapLibre } from 'maplibre-gl';
import type { Mode } from '../../../map/baseColours';
import type { Actor, DeckStage } from '../../../map/deckStage';
import { heatField, highDensity, steadyTop, type HeatField } from '../state/heatField';
import type { LiveTraffic } from '../state/liveTraffic';
import { heatImage } from './heatImage';
import { suits } from './heatView';
import type { SceneSettings } from './scene';

/** On a machine that draws in software the heat is drawn anew less often than it is pushed. */
const thriftyHeat = 1000;

/** The heat as an image over the map, made anew only when heat, scale or zoom changes. */
export class HeatDrawing implements Actor {
  private field: HeatField | null = null;
  private image: ImageData | null = null;
  private key: unknown[] = [];
  private top: number | null = null;
  private drawnAt = 0;
  /** True while there is newer heat than is drawn. */
  private late = false;
  private settings: SceneSettings | null = null;
  private mode: Mode = 'light';

  constructor(
    private readonly map: MapLibre,
    private readonly stage: DeckStage,
    private readonly traffic: LiveTraffic,
    /** The density at the top of the colour scale has changed. */
    private readonly onScale: (top: number) => void,
  ) {}

  update(settings: SceneSettings, mode: Mode): void {
    this.settings = settings;
    this.mode = mode;
  }

  layers(): Layer[] {
    if (this.settings === null || !this.settings.heat) return [];
    this.makeImage(this.settings.heatRadius);
    if (this.field === null || this.image === null) return [];
    const filter = this.settings.heatRadius > 0 ? 'linear' : 'nearest';
    return [
      new BitmapLayer({
        id: 'heat',
        image: this.image,
        bounds: this.field.bounds,
        opacity: this.settings.heatOpacity,
        textureParameters: {
          minFilter: filter,
          magFilter: filter,
          mipmapFilter: 'none',
          addressModeU: 'clamp-to-edge',
          addressModeV: 'clamp-to-edge',
        },
      }),
    ];
  }

  /** What was left out for the machine's sake is drawn when its time has come: in the past no push comes that would do it. */
  frame(now: number): boolean {
    return this.late && now - this.drawnAt >= thriftyHeat;
  }

  movesUntil(): number {
    return this.late ? Infinity : 0;
  }

  private makeImage(radius: number): void {
    const known = this.traffic.heat;
    const heat = known !== null && suits(known.zoom, this.map.getZoom()) ? known : null;
    const zoom = Math.round(this.map.getZoom() * 4) / 4;
    const key = [heat, radius, this.mode, zoom];
    if (key.every((part, i) => part === this.key[i])) {
      this.late = false;
      return;
    }
    const chosen = key.some((part, i) => i > 0 && part !== this.key[i]);
    this.late = !chosen && this.stage.thrifty && performance.now() - this.drawnAt < thriftyHeat;
    if (this.late) return;
    this.key = key;
    this.drawnAt = performance.now();
    const cellPixels = heat === null ? 1 : 512 * 2 ** (zoom - heat.zoom);
    this.field = heat === null ? null : heatField(heat, smoothing(radius, cellPixels));
    if (this.field === null) {
      this.image = null;
      return;
    }
    const top = steadyTop(this.top, highDensity(this.field));
    if (top !== this.top) {
      this.top = top;
      this.onScale(top);
    }
    this.image = heatImage(this.field, top, this.mode);
  }
}

/** At least half a cell is smoothed away, at most six cells; a texel measures about eight pixels. */
function smoothing(radius: number, cellPixels: number): { sigma: number; fine: number } {
  return {
    sigma: radius === 0 ? 0 : Math.min(6, Math.max(0.6, radius / cellPixels)),
    fine: Math.min(8, Math.ceil(cellPixels / 8)),
  };
}
