import type { Camera } from './camera';

/** A camera as the address tells it: zoom, latitude, longitude. */
export function formatCamera({ center: [lon, lat], zoom }: Camera): string {
  return `${zoom.toFixed(2)}/${lat.toFixed(5)}/${lon.toFixed(5)}`;
}

/** The camera that the address tells; undefined where it tells none. */
export function parseCamera(text: string | null): Camera | undefined {
  const parts = text?.split('/').map(Number) ?? [];
  const [zoom, lat, lon] = parts;
  if (parts.length !== 3 || !parts.every(Number.isFinite)) return undefined;
  if (zoom! < 0 || zoom! > 22 || Math.abs(lat!) > 90 || Math.abs(lon!) > 180) return undefined;
  return { center: [lon!, lat!], zoom: zoom! };
}
