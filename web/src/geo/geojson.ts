// The part of GeoJSON that the gateway serves. Degrees are WGS 84, longitude first.

export interface Feature<G, P> {
  type: 'Feature';
  geometry: G;
  properties: P;
}

export interface FeatureCollection<G, P> {
  type: 'FeatureCollection';
  features: Feature<G, P>[];
}

export interface PointGeometry {
  type: 'Point';
  coordinates: [lon: number, lat: number];
}

export interface PolygonGeometry {
  type: 'Polygon';
  coordinates: [number, number][][];
}

export interface LineGeometry {
  type: 'LineString';
  coordinates: [number, number][];
}
