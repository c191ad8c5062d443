import type { LayerSpecification, Map as MapLibre } from 'maplibre-gl';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import type { Mode } from '../../../map/baseColours';
import { addStyleLayers, recolour, setData } from '../../../map/styleLayers';
import { useMap } from '../../../map/useMap';
import type { Bounds } from '../../../geo/bounds';
import type { QuadrantFigures } from '../state/quadrants';
import { QuadrantLabels } from './quadrantLabels';
import { trafficColours } from './trafficColours';

interface Props {
  quadrants: readonly QuadrantFigures[];
  chosen: string | null;
  visible: boolean;
  /** The upper right corner of the map that other things lie over, pixels. */
  covered: { width: number; height: number };
}

function layers(mode: Mode): LayerSpecification[] {
  const colour = trafficColours[mode].quadrant;
  return [
    {
      id: 'quadrant-fill',
      type: 'fill',
      source: 'quadrants',
      paint: { 'fill-color': colour, 'fill-opacity': ['case', ['get', 'chosen'], 0.1, 0] },
    },
    {
      id: 'quadrant',
      type: 'line',
      source: 'quadrants',
      paint: {
        'line-color': colour,
        'line-width': ['case', ['get', 'chosen'], 2.5, 1],
        'line-opacity': ['case', ['get', 'chosen'], 0.9, 0.5],
        'line-dasharray': [4, 3],
      },
    },
  ];
}

/** Borders of the quadrants, with their names and rates. */
export function QuadrantLayer({ quadrants, chosen, visible, covered }: Props) {
  const { map, mode, corner } = useMap();
  const [labels, setLabels] = useState<QuadrantLabels | null>(null);

  useEffect(() => {
    if (map.getSource('quadrants') === undefined) addStyleLayers(map, 'quadrants', layers('light'));
  }, [map]);
  useEffect(() => recolour(map, layers(mode)), [map, mode]);

  useEffect(() => {
    const made = new QuadrantLabels(map, corner);
    setLabels(made);
    return () => made.dispose();
  }, [map, corner]);

  // Rates change every second, borders hardly ever: only the labels are written anew each time.
  const borders = useMemo(
    () =>
      quadrants
        .map((quadrant) => quadrant.quadkey)
        .sort()
        .join(),
    [quadrants],
  );
  const quadrantsNow = useEffectEvent(() => quadrants);
  useEffect(() => showBorders(map, quadrantsNow(), chosen), [map, borders, chosen]);

  useEffect(
    () => labels?.show(quadrants, chosen, visible, covered),
    [labels, quadrants, chosen, visible, covered],
  );

  useEffect(() => {
    for (const { id } of layers('light')) {
      map.setLayoutProperty(id, 'visibility', visible ? 'visible' : 'none');
    }
  }, [map, visible]);
  return null;
}

function showBorders(
  map: MapLibre,
  quadrants: readonly { quadkey: string; bounds: Bounds }[],
  chosen: string | null,
): void {
  setData(map, 'quadrants', {
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
