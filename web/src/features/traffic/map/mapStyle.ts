import type { FeatureCollection as GeoJson } from 'geojson';
import type { GeoJSONSource, LayerSpecification, Map as MapLibre, StyleSpecification } from 'maplibre-gl';
import type { Topology } from 'topojson-specification';
import type { Quadrant, Streets } from '../../../api/types';
import { grow } from '../../../geo/bounds';
import { graticule } from '../../../geo/graticule';
import { boxHolds, pieces } from '../../../geo/antimeridian';
import { mapColours, type MapColours } from './mapColours';

// A style without tiles, sprites and glyphs: the map needs nothing but this page's own server.

const nothing: GeoJson = { type: 'FeatureCollection', features: [] };

export function mapStyle(mode: 'light' | 'dark'): StyleSpecification {
  const source = (data: GeoJson = nothing) => ({ type: 'geojson' as const, data });
  return {
    version: 8,
    sources: {
      land: { ...source(), maxzoom: 5 },
      graticule: source(),
      'graticule-labels': source(),
      streets: source(),
      quadrants: source(),
    },
    layers: layers(mapColours[mode]),
  };
}

function layers(c: MapColours): LayerSpecification[] {
  const width = (far: number, near: number) =>
    ['interpolate', ['exponential', 1.6], ['zoom'], 10, far, 18, near] as never;
  const street = ['==', ['get', 'kind'], 'street'] as never;
  const font = ['sans-serif'];
  return [
    { id: 'background', type: 'background', paint: { 'background-color': c.background } },
    {
      id: 'land',
      type: 'fill',
      source: 'land',
      maxzoom: 7,
      // The outline is drawn for the whole world at once: too coarse to be shown near by.
      paint: { 'fill-color': c.land, 'fill-opacity': ['interpolate', ['linear'], ['zoom'], 4, 1, 7, 0] },
    },
    {
      id: 'graticule',
      type: 'line',
      source: 'graticule',
      paint: { 'line-color': c.graticule, 'line-width': 1 },
    },
    {
      id: 'street-casing',
      type: 'line',
      source: 'streets',
      filter: street,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': c.streetCasing, 'line-width': width(1.6, 26) },
    },
    {
      id: 'street',
      type: 'line',
      source: 'streets',
      filter: street,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': c.street, 'line-width': width(0.9, 22) },
    },
    {
      id: 'trace',
      type: 'line',
      source: 'streets',
      filter: ['==', ['get', 'kind'], 'trace'],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': c.trace, 'line-width': width(1, 6), 'line-opacity': 0.8 },
    },
    {
      id: 'quadrant-fill',
      type: 'fill',
      source: 'quadrants',
      paint: { 'fill-color': c.quadrant, 'fill-opacity': ['case', ['get', 'chosen'], 0.1, 0] },
    },
    {
      id: 'quadrant',
      type: 'line',
      source: 'quadrants',
      paint: {
        'line-color': c.quadrant,
        'line-width': ['case', ['get', 'chosen'], 2.5, 1],
        'line-opacity': ['case', ['get', 'chosen'], 0.9, 0.5],
        'line-dasharray': [4, 3],
      },
    },
    {
      id: 'graticule-labels',
      type: 'symbol',
      source: 'graticule-labels',
      layout: {
        'text-field': ['get', 'text'],
        'text-font': font,
        'text-size': 10.5,
        'text-anchor': ['get', 'anchor'],
        'text-offset': ['get', 'offset'],
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': c.graticuleText, 'text-halo-color': c.halo, 'text-halo-width': 1.5 },
    },
  ];
}

/** Gives a map that is already drawn the colours of the other mode, without loading a style anew. */
export function recolour(map: MapLibre, mode: 'light' | 'dark'): void {
  for (const layer of layers(mapColours[mode])) {
    for (const [name, value] of Object.entries(layer.paint ?? {})) {
      if (name.endsWith('color')) map.setPaintProperty(layer.id, name as never, value as never);
    }
  }
}

export async function showLand(map: MapLibre): Promise<void> {
  const [{ default: world }, { feature }] = await Promise.all([
    import('world-atlas/land-110m.json'),
    import('topojson-client'),
  ]);
  const topology = world as unknown as Topology;
  const land = feature(topology, topology.objects.land!);
  const features = (land.type === 'Feature' ? [land] : land.features).map(({ geometry }) => geometry);
  set(map, 'land', {
    type: 'FeatureCollection',
    features: features
      .flatMap((shape) => (shape.type === 'MultiPolygon' ? shape.coordinates : []))
      .flatMap(([outer = [], ...holes]) =>
        pieces(outer).map((piece) => [piece, ...holes.filter((hole) => boxHolds(piece, hole))]),
      )
      .map((coordinates) => ({
        type: 'Feature',
        properties: {},
        geometry: { type: 'Polygon', coordinates },
      })),
  });
}

export function showStreets(map: MapLibre, streets: Streets): void {
  set(map, 'streets', streets as GeoJson);
}

/** Least distance of two meridians, so that their labels have room. */
const labelPixels = 96;

/** Graticule of the visible box, labelled along its west and its south edge. */
export function showGraticule(map: MapLibre): void {
  const bounds = map.getBounds();
  const box = grow([bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()], 0);
  const { lines, labels } = graticule(
    box,
    ((box[2] - box[0]) / map.getContainer().clientWidth) * labelPixels,
  );
  const corner = map.unproject([4, map.getContainer().clientHeight - 4]);
  set(map, 'graticule', {
    type: 'FeatureCollection',
    features: lines.map((coordinates) => ({
      type: 'Feature',
      properties: {},
      geometry: { type: 'LineString', coordinates },
    })),
  });
  set(map, 'graticule-labels', {
    type: 'FeatureCollection',
    features: labels.map(({ position: [lon, lat], text, edge }) => ({
      type: 'Feature',
      properties: {
        text,
        anchor: edge === 'south' ? 'bottom' : 'left',
        offset: edge === 'south' ? [0, -0.3] : [0.4, 0],
      },
      geometry: { type: 'Point', coordinates: edge === 'south' ? [lon, corner.lat] : [corner.lng, lat] },
    })),
  });
}

export function showQuadrants(map: MapLibre, quadrants: readonly Quadrant[], chosen: string | null): void {
  set(map, 'quadrants', {
    type: 'FeatureCollection',
    features: quadrants.map(({ quadkey, bounds: [w, s, e, n] }) => ({
      type: 'Feature',
      properties: { quadkey, chosen: quadkey === chosen },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [w, n],
            [e, n],
            [e, s],
            [w, s],
            [w, n],
          ],
        ],
      },
    })),
  });
}

export function quadrantsVisible(map: MapLibre, visible: boolean): void {
  for (const layer of ['quadrant', 'quadrant-fill']) {
    map.setLayoutProperty(layer, 'visibility', visible ? 'visible' : 'none');
  }
}

function set(map: MapLibre, source: string, data: GeoJson): void {
  (map.getSource(source) as GeoJSONSource | undefined)?.setData(data);
}
