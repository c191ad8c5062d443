import type { LayerSpecification, Map as MapLibre, StyleSpecification } from 'maplibre-gl';
import type { Topology } from 'topojson-specification';
import { boxHolds, pieces } from '../geo/antimeridian';
import { grow } from '../geo/bounds';
import { graticule } from '../geo/graticule';
import { baseColours, type Mode } from './baseColours';
import { firstAbove, nothing, setData } from './styleLayers';

// A style without tiles, sprites and glyphs: the map needs nothing but this page's own server.

export function baseStyle(mode: Mode): StyleSpecification {
  const source = () => ({ type: 'geojson' as const, data: nothing });
  return {
    version: 8,
    sources: { land: { ...source(), maxzoom: 5 }, graticule: source(), 'graticule-labels': source() },
    layers: baseLayers(mode),
  };
}

export function baseLayers(mode: Mode): LayerSpecification[] {
  const c = baseColours[mode];
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
      id: firstAbove,
      type: 'symbol',
      source: 'graticule-labels',
      layout: {
        'text-field': ['get', 'text'],
        'text-font': ['sans-serif'],
        'text-size': 12,
        'text-anchor': ['get', 'anchor'],
        'text-offset': ['get', 'offset'],
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': c.graticuleText, 'text-halo-color': c.halo, 'text-halo-width': 1.5 },
    },
  ];
}

export async function showLand(map: MapLibre): Promise<void> {
  const [{ default: world }, { feature }] = await Promise.all([
    import('world-atlas/land-110m.json'),
    import('topojson-client'),
  ]);
  const topology = world as unknown as Topology;
  const land = feature(topology, topology.objects.land!);
  const features = (land.type === 'Feature' ? [land] : land.features).map(({ geometry }) => geometry);
  setData(map, 'land', {
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

/** Least distance of two meridians, so that their labels have room. */
const labelPixels = 104;

/** Room at the map's left that other things take, pixels from its upper and from its lower left corner. */
export interface Covered {
  upper: { width: number; height: number };
  lower: { width: number; height: number };
}

/** Half of a label's width and of its height. */
const halfLabel = { width: 32, height: 10 };

/** Graticule of the visible box, labelled along its west and its south edge where nothing lies over the map. */
export function showGraticule(map: MapLibre, covered: Covered): void {
  const bounds = map.getBounds();
  const box = grow([bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()], 0);
  const { lines, labels } = graticule(
    box,
    ((box[2] - box[0]) / map.getContainer().clientWidth) * labelPixels,
  );
  const { clientHeight } = map.getContainer();
  const corner = map.unproject([4, clientHeight - 4]);
  const isFree = ({ edge, position }: (typeof labels)[number]) => {
    const { x, y } = map.project(position);
    if (edge === 'south') return x - halfLabel.width > covered.lower.width;
    return (
      y - halfLabel.height > covered.upper.height &&
      y + halfLabel.height < clientHeight - covered.lower.height
    );
  };
  setData(map, 'graticule', {
    type: 'FeatureCollection',
    features: lines.map((coordinates) => ({
      type: 'Feature',
      properties: {},
      geometry: { type: 'LineString', coordinates },
    })),
  });
  setData(map, 'graticule-labels', {
    type: 'FeatureCollection',
    features: labels.filter(isFree).map(({ position: [lon, lat], text, edge }) => ({
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
