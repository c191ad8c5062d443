import { useEffect, useEffectEvent, useState } from 'react';
import { useMap } from '../../../map/useMap';
import type { LiveTraffic } from '../state/liveTraffic';
import { HeatDrawing } from './heatDrawing';
import type { SceneSettings } from './scene';
import { VehicleDrawing } from './vehicleDrawing';

interface Props {
  traffic: LiveTraffic;
  settings: SceneSettings;
  /** The density at the top of the heat's colour scale has changed. */
  onScale?: (top: number) => void;
  /** The followed vehicle is gone. */
  onLost?: () => void;
  /** How many of the vehicles are drawn. */
  onDrawn?: (shown: number, of: number) => void;
}

/** Heat and vehicles over the map. */
export function TrafficLayers({ traffic, settings, ...props }: Props) {
  const { map, stage, mode } = useMap();
  const [drawings, setDrawings] = useState<{ heat: HeatDrawing; vehicles: VehicleDrawing } | null>(null);
  const onScale = useEffectEvent((top: number) => props.onScale?.(top));
  const onLost = useEffectEvent(() => props.onLost?.());
  const onDrawn = useEffectEvent((shown: number, of: number) => props.onDrawn?.(shown, of));

  useEffect(() => {
    const heat = new HeatDrawing(map, stage, traffic, onScale);
    const vehicles = new VehicleDrawing(map, traffic, { lost: onLost, drawn: onDrawn });
    const leaving = [stage.join(heat), stage.join(vehicles)];
    const changed = () => stage.changed();
    const deaf = traffic.onPicture(changed);
    map.on('zoomend', changed);
    setDrawings({ heat, vehicles });
    return () => {
      map.off('zoomend', changed);
      deaf();
      for (const leave of leaving) leave();
    };
  }, [map, stage, traffic]);

  useEffect(() => {
    if (drawings === null) return;
    drawings.heat.update(settings, mode);
    drawings.vehicles.update(settings, mode);
    stage.changed();
  }, [drawings, settings, mode, stage]);
  return null;
}
