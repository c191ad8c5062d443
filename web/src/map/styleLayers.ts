import type { FeatureCollection as GeoJson } from 'geojson';
import type { GeoJSONSource, LayerSpecification, Map as MapLibre } from 'maplibre-gl';

export const nothing: GeoJson = { type: 'FeatureCollection', features: [] };

/** The lowest layer of the base map that lies above every feature's. */
export const firstAbove = 'graticule-labels';

/** Adds a source of GeoJSON with the layers that draw it, below the base map's labels. */
export function addStyleLayers(map: MapLibre, source: string, layers: LayerSpecification[]): void {
  map.addSource(source, { type: 'geojson', data: nothing });
  for (const layer of layers) map.addLayer(layer, firstAbove);
}

export function setData(map: MapLibre, source: string, data: GeoJson): void {
  (map.getSource(source) as GeoJSONSource | undefined)?.setData(data);
}

/** Gives layers that are already drawn the colours of the other mode, without loading a style anew. */
export function recolour(map: MapLibre, layers: LayerSpecification[]): void {
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer.paint ?? {})) {
      if (name.endsWith('color')) map.setPaintProperty(layer.id, name as never, value as never);
    }
  }
}
