import type { FeatureCollection as GeoJson } from 'geojson';
import type { LayerSpecification } from 'maplibre-gl';
import { useEffect } from 'react';
import type { Mode } from '../../../map/baseColours';
import { addStyleLayers, recolour, setData } from '../../../map/styleLayers';
import { useMap } from '../../../map/useMap';
import type { Streets } from '../api/types';
import { trafficColours } from './trafficColours';

function layers(mode: Mode): LayerSpecification[] {
  const c = trafficColours[mode];
  const width = (far: number, near: number) =>
    ['interpolate', ['exponential', 1.6], ['zoom'], 10, far, 18, near] as never;
  const street = ['==', ['get', 'kind'], 'street'] as never;
  const layout = { 'line-cap': 'round', 'line-join': 'round' } as const;
  return [
    {
      id: 'street-casing',
      type: 'line',
      source: 'streets',
      filter: street,
      layout,
      paint: { 'line-color': c.streetCasing, 'line-width': width(1.6, 26) },
    },
    {
      id: 'street',
      type: 'line',
      source: 'streets',
      filter: street,
      layout,
      paint: { 'line-color': c.street, 'line-width': width(0.9, 22) },
    },
    {
      id: 'trace',
      type: 'line',
      source: 'streets',
      filter: ['==', ['get', 'kind'], 'trace'],
      layout,
      paint: { 'line-color': c.trace, 'line-width': width(1, 6), 'line-opacity': 0.8 },
    },
  ];
}

/** The streets, and the ways that vehicles of a trace have taken. */
export function StreetLayer({ streets }: { streets: Streets | null }) {
  const { map, mode } = useMap();
  useEffect(() => {
    if (map.getSource('streets') === undefined) addStyleLayers(map, 'streets', layers('light'));
  }, [map]);
  useEffect(() => recolour(map, layers(mode)), [map, mode]);
  useEffect(() => {
    if (streets !== null) setData(map, 'streets', streets as GeoJson);
  }, [map, streets]);
  return null;
}
