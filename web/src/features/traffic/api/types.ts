// The shapes that the gateway serves. Degrees are WGS 84, speeds metres a second, headings degrees clockwise
// from north, moments Unix milliseconds.

import type { Bounds } from '../../../geo/bounds';
import type {
  Feature,
  FeatureCollection,
  LineGeometry,
  PointGeometry,
  PolygonGeometry,
} from '../../../geo/geojson';

export interface View {
  bbox: Bounds;
  /** Zoom level of the map tiles that are the cells of the heat map. */
  zoom: number;
}

export interface VehicleProperties {
  vehicle: string;
  speed: number | null;
  heading: number | null;
  timestamp: number;
  quadkey: string;
  ageSeconds: number;
  source?: string | null;
}

export interface CellProperties {
  quadkey: string;
  /** Exact number of positions in the span. */
  count: number;
  vehicles: number;
  meanSpeed: number | null;
  weight: number;
}

export interface StreetProperties {
  kind: 'street' | 'trace';
  speedLimit?: number | null;
}

export type Vehicles = FeatureCollection<PointGeometry, VehicleProperties>;
export type HeatCells = FeatureCollection<PolygonGeometry, CellProperties>;
export type Streets = FeatureCollection<LineGeometry, StreetProperties>;

/** The way of one vehicle; the geometry is null where it has fewer than two places. */
export type TrackFeature = Feature<LineGeometry | null, { vehicle: string; timestamps: number[] }>;

export interface Quadrant {
  quadkey: string;
  topic: string;
  bounds: Bounds;
  positions: number;
  positionsPerSecond: number;
  vehicles: number;
  leader: string | null;
  replicas: number;
  minReplicas: number;
  lastTimestamp: number | null;
}

export interface Comparison {
  vehicles: number;
  cells: number;
  meanErrorMetres: number | null;
  p95ErrorMetres: number | null;
  largestErrorMetres: number | null;
  vehiclesInHeat: number;
  vehiclesMissingFromHeat: number;
  cellsWithoutVehicle: number;
  text: string;
}

export interface Source {
  name: string;
  kind: string;
  events: number;
  badRows: number;
  running: boolean;
}

export interface Summary {
  now: number;
  live: boolean;
  delayed: boolean;
  delayedSeconds: number;
  positions: number;
  positionsPerSecond: number;
  vehicles: number;
  quadrants: number;
  badRows: number;
  sources: Source[];
}

/** The summary as the live hub pushes it: the count of quadrants gives way to the quadrants themselves. */
export interface SummaryPush extends Omit<Summary, 'quadrants'> {
  quadrants: Quadrant[];
}

export interface Phone {
  osmandUrl: string;
  owntracksUrl: string;
  qrSvg: string;
}

export interface Settings {
  quadrantZoom: number;
  participationMinutes: number;
  staleSeconds: number;
  historySeconds: number;
  demo: boolean;
}

export type VehicleRow = [
  id: string,
  lon: number,
  lat: number,
  speed: number | null,
  heading: number | null,
  timestamp: number,
  /** How its position came in: "replay", "drive", "api", "phone"; null when it is not known. */
  source: string | null,
];

export interface PositionsPush {
  t: number;
  /** True when the rows are the whole state of the watched box, not only what changed. */
  full: boolean;
  vehicles: VehicleRow[];
  gone: string[];
}

export type CellRow = [quadkey: string, lon: number, lat: number, weight: number, count: number];

export interface HeatPush {
  t: number;
  zoom: number;
  cells: CellRow[];
}

/** What the traffic's hub pushes. */
export interface TrafficPushes {
  positions(push: PositionsPush): void;
  heat(push: HeatPush): void;
  summary(push: SummaryPush): void;
}
