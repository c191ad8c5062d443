import type { Place } from '../state/track';

/** How the traffic is drawn. */
export interface SceneSettings {
  heat: boolean;
  vehicles: boolean;
  /** 0 to 1. */
  heatOpacity: number;
  /** Standard deviation of the heat's smoothing in pixels; 0 shows the cells. */
  heatRadius: number;
  /** The vehicle that the camera follows. */
  followed: string | null;
  hovered: string | null;
  /** The way of the followed vehicle; null for what was seen of it. */
  track: Place[][] | null;
}
