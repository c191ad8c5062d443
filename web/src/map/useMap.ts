import type { Map as MapLibre } from 'maplibre-gl';
import { createContext, use } from 'react';
import type { Mode } from './baseColours';
import type { DeckStage } from './deckStage';

/** The base map, for the layers that are its children. */
export interface MapHolder {
  map: MapLibre;
  stage: DeckStage;
  mode: Mode;
  /** Room that the map's own buttons take in its upper left corner, pixels. */
  corner: { width: number; height: number };
}

export const MapContext = createContext<MapHolder | null>(null);

export function useMap(): MapHolder {
  const holder = use(MapContext);
  if (holder === null) throw new Error('A layer of the map must be inside a BaseMap.');
  return holder;
}
