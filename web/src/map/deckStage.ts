import type { Layer } from '@deck.gl/core';
import { MapboxOverlay } from '@deck.gl/mapbox';
import type { Map as MapLibre } from 'maplibre-gl';

/** Whoever draws with deck.gl on a map: contacts, weather and traffic each bring one. */
export interface Actor {
  /** The layers of the moment, the lowest first. Layers with the same id and data cost nothing. */
  layers(): Layer[];
  /** Called before each frame while something moves. True when `layers` has others than before; else they only draw themselves anew. */
  frame?(now: number): boolean;
  /** Until when something moves by itself (performance clock, milliseconds). */
  movesUntil?(): number;
  /** True when the actor's first picture is there. */
  complete?(): boolean;
}

const shortestFrame = 33;
/** On a machine that draws in software a frame is dear: there movement takes fewer of them. */
const thriftyFrame = 250;
const dearFrame = 60;

/**
 * The deck.gl drawing over one map, shared by all who draw on it. It draws when an actor has changed, and in a rhythm that the machine
 * can keep while something moves.
 */
export class DeckStage {
  private readonly overlay: MapboxOverlay;
  private readonly actors: Actor[] = [];
  private drawn: Layer[] = [];
  private frame = 0;
  private lastDraw = 0;
  private drewLastFrame = false;
  private cost = 0;
  private ready = false;
  private disposed = false;

  constructor(
    map: MapLibre,
    private readonly onReady: () => void,
  ) {
    this.overlay = new MapboxOverlay({
      interleaved: false,
      layers: [],
      // The shaders smooth their own edges.
      deviceProps: { webgl: { antialias: false } } as never,
      onAfterRender: () => this.rendered(),
    });
    map.addControl(this.overlay as never);
  }

  /** True on a machine where a frame is so dear that what is not needed should be left out. */
  get thrifty(): boolean {
    return this.cost > dearFrame;
  }

  join(actor: Actor): () => void {
    this.actors.push(actor);
    this.changed();
    return () => {
      this.actors.splice(this.actors.indexOf(actor), 1);
      if (!this.disposed) this.changed();
    };
  }

  /** An actor has other layers than before. */
  changed(): void {
    if (this.disposed) return;
    this.drawn = this.actors.flatMap((actor) => actor.layers());
    this.overlay.setProps({ layers: this.drawn });
    this.animate();
  }

  dispose(): void {
    this.disposed = true;
    cancelAnimationFrame(this.frame);
    this.overlay.finalize();
  }

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
    const wait = this.thrifty ? thriftyFrame : shortestFrame;
    if (now - this.lastDraw >= wait - 4) {
      this.lastDraw = now;
      this.drewLastFrame = true;
      this.draw(now);
    }
    const moves = this.actors.some((actor) => (actor.movesUntil?.() ?? 0) > performance.now());
    if (this.drewLastFrame || moves) this.animate();
  };

  private draw(now: number): void {
    let other = false;
    for (const actor of this.actors) other = (actor.frame?.(now) ?? false) || other;
    if (other) {
      this.drawn = this.actors.flatMap((actor) => actor.layers());
      this.overlay.setProps({ layers: this.drawn });
    } else {
      for (const layer of this.drawn) layer.setNeedsRedraw();
    }
  }

  private rendered(): void {
    if (this.ready || this.disposed || this.actors.length === 0) return;
    if (!this.actors.every((actor) => actor.complete?.() ?? true)) return;
    this.ready = true;
    this.onReady();
  }
}
