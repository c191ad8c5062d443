import { useMemo } from 'react';
import type { Bounds } from '../../api/types';
import { boundsOfStreets, union } from '../../geo/bounds';
import type { TrafficState } from './state/trafficState';

/** The box that holds the streets, or without streets the quadrants; null while neither is known. */
export function useDataBounds({ streets, quadrants }: TrafficState): Bounds | null {
  const ofStreets = useMemo(() => (streets === null ? null : boundsOfStreets(streets)), [streets]);
  const ofQuadrants = useMemo(() => union(quadrants.map((q) => q.bounds)), [quadrants]);
  return ofStreets ?? (streets === null ? null : ofQuadrants);
}
