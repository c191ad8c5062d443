import type { Layer } from '@deck.gl/core';
import { MapboxOverlay } from '@deck.gl/mapbox';
import type { Map as MapLibre } from 'maplibre-gl';
import { FrameRhythm } from './frameRhythm';

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

/**
 * The deck.gl drawing over one map, shared by all who draw on it. It draws when an actor has changed, and in a rhythm that the machine
 * can keep while something moves.
 */
export class DeckStage {
  private readonly overlay: MapboxOverlay;
  private readonly actors: Actor[] = [];
  private drawn: Layer[] = [];
  private readonly rhythm = new FrameRhythm(
    (now) => this.draw(now),
    () => this.actors.reduce((latest, actor) => Math.max(latest, actor.movesUntil?.() ?? 0), 0),
  );
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
    return this.rhythm.thrifty;
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
    this.rhythm.begin();
  }

  dispose(): void {
    this.disposed = true;
    this.rhythm.dispose();
    this.overlay.finalize();
  }

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
