import { useMemo } from 'react';
import { boundsOfLines, overlap, union, type Bounds } from '../../geo/bounds';
import type { TrafficState } from './state/trafficState';

/**
 * The box that holds the streets and the quadrants that lie apart from them; null while the streets are not known.
 * The same object is given as long as the box is the same.
 */
export function useDataBounds({ streets, quadrants }: TrafficState): Bounds | null {
  const ofStreets = useMemo(
    () => (streets === null ? null : boundsOfLines(streets.features.map((f) => f.geometry.coordinates))),
    [streets],
  );
  const apart = quadrants
    .map((quadrant) => quadrant.bounds)
    .filter((bounds) => ofStreets === null || !overlap(bounds, ofStreets));
  const all = streets === null ? null : union(ofStreets === null ? apart : [ofStreets, ...apart]);
  const key = all?.map((degrees) => degrees.toFixed(4)).join() ?? '';
  return useMemo(() => (key === '' ? null : (key.split(',').map(Number) as Bounds)), [key]);
}
