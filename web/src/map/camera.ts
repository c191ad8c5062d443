import type { Map as MapLibre } from 'maplibre-gl';
import type { Bounds } from '../geo/bounds';
import { parameter } from '../ui/address';
import { parseCamera } from './cameraAddress';

export interface Camera {
  center: [number, number];
  zoom: number;
}

// The camera outlives the page, so that going to another page and back shows the same place.
let last: Camera | undefined = parseCamera(parameter('map'));

export function lastCamera(): Camera | undefined {
  return last;
}

export function cameraOf(map: MapLibre): Camera {
  const { lng, lat } = map.getCenter();
  return { center: [lng, lat], zoom: map.getZoom() };
}

export function rememberCamera(map: MapLibre): void {
  last = cameraOf(map);
}

export function boundsOf(map: MapLibre): Bounds {
  const bounds = map.getBounds();
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
}

/** Maps that show the same place side by side: moving one moves the others. */
export class CameraGroup {
  private readonly maps = new Set<MapLibre>();
  private moving = false;

  join(map: MapLibre): () => void {
    const other = [...this.maps][0];
    if (other !== undefined) map.jumpTo({ center: other.getCenter(), zoom: other.getZoom() });
    this.maps.add(map);
    const follow = () => {
      if (this.moving) return;
      this.moving = true;
      for (const mate of this.maps) {
        if (mate !== map) mate.jumpTo({ center: map.getCenter(), zoom: map.getZoom() });
      }
      this.moving = false;
    };
    map.on('move', follow);
    return () => {
      map.off('move', follow);
      this.maps.delete(map);
    };
  }
}
