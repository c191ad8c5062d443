import type { Bounds } from './bounds';

// Map tiles and quadkeys of the Web Mercator projection. x and y here are fractions of the world's width and height:
// 0 to 1 from west to east and from north to south.

export const maxLatitude = 85.0511287798066;
const equatorMetres = 40075016.68557849;

export function mercatorX(lon: number): number {
  return lon / 360 + 0.5;
}

export function mercatorY(lat: number): number {
  const sin = Math.sin((Math.max(-maxLatitude, Math.min(maxLatitude, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
}

export function longitude(x: number): number {
  return (x - 0.5) * 360;
}

export function latitude(y: number): number {
  return 90 - (360 * Math.atan(Math.exp((y - 0.5) * 2 * Math.PI))) / Math.PI;
}

/** Metres that a tile of the zoom level measures from west to east at the latitude. */
export function tileMetres(zoom: number, lat: number): number {
  return (equatorMetres * Math.cos((lat * Math.PI) / 180)) / 2 ** zoom;
}

export interface Tile {
  x: number;
  y: number;
  zoom: number;
}

export function tileOfQuadkey(quadkey: string): Tile {
  let x = 0;
  let y = 0;
  for (let i = 0; i < quadkey.length; i++) {
    const digit = quadkey.charCodeAt(i) - 48;
    x = x * 2 + (digit & 1);
    y = y * 2 + (digit >> 1);
  }
  return { x, y, zoom: quadkey.length };
}

export function boundsOfQuadkey(quadkey: string): Bounds {
  const { x, y, zoom } = tileOfQuadkey(quadkey);
  const size = 2 ** zoom;
  return [longitude(x / size), latitude((y + 1) / size), longitude((x + 1) / size), latitude(y / size)];
}

/** The least box of whole tiles of the zoom level that holds the box. */
export function wholeTiles([w, s, e, n]: Bounds, zoom: number): Bounds {
  const size = 2 ** zoom;
  const out = (value: number, round: (v: number) => number) =>
    Math.min(1, Math.max(0, round(value * size) / size));
  return [
    longitude(out(mercatorX(w), Math.floor)),
    latitude(out(mercatorY(s), Math.ceil)),
    longitude(out(mercatorX(e), Math.ceil)),
    latitude(out(mercatorY(n), Math.floor)),
  ];
}

export function quadkeyOf(lon: number, lat: number, zoom: number): string {
  const size = 2 ** zoom;
  const x = Math.min(size - 1, Math.max(0, Math.floor(mercatorX(lon) * size)));
  const y = Math.min(size - 1, Math.max(0, Math.floor(mercatorY(lat) * size)));
  let key = '';
  for (let bit = zoom - 1; bit >= 0; bit--) {
    key += String(((x >> bit) & 1) + 2 * ((y >> bit) & 1));
  }
  return key;
}

/** Metres between two positions along the great circle. */
export function distanceMetres(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const rad = Math.PI / 180;
  const a =
    Math.sin(((lat2 - lat1) * rad) / 2) ** 2 +
    Math.cos(lat1 * rad) * Math.cos(lat2 * rad) * Math.sin(((lon2 - lon1) * rad) / 2) ** 2;
  return 12742017.6 * Math.asin(Math.min(1, Math.sqrt(a)));
}
