import { useEffect, useEffectEvent } from 'react';
import { useMap } from '../../../map/useMap';
import type { LiveTraffic } from '../state/liveTraffic';

export interface Pointed {
  vehicle: string;
  x: number;
  y: number;
}

interface Props {
  traffic: LiveTraffic;
  /** False while no vehicles are drawn: then there are none to point at. */
  enabled: boolean;
  onPoint: (pointed: Pointed | null) => void;
  onPick: (vehicle: string | null) => void;
}

const pickPixels = 14;

/** Finds the vehicle under the pointer. */
export function VehiclePointer({ traffic, enabled, ...props }: Props) {
  const { map } = useMap();
  const onPoint = useEffectEvent((pointed: Pointed | null) => props.onPoint(pointed));
  const onPick = useEffectEvent((vehicle: string | null) => props.onPick(vehicle));
  const at = useEffectEvent((point: { x: number; y: number }): string | null => {
    if (!enabled) return null;
    const here = map.unproject([point.x, point.y]);
    const reach = Math.abs(map.unproject([point.x + pickPixels, point.y]).lng - here.lng);
    const slot = traffic.vehicles.nearest(here.lng, here.lat, reach, performance.now());
    return slot === undefined ? null : (traffic.vehicles.ids[slot] ?? null);
  });

  useEffect(() => {
    let frame = 0;
    const point = (event: { point: { x: number; y: number } }) => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        const vehicle = at(event.point);
        map.getCanvas().style.cursor = vehicle === null ? '' : 'pointer';
        onPoint(vehicle === null ? null : { vehicle, x: event.point.x, y: event.point.y });
      });
    };
    const leave = () => {
      cancelAnimationFrame(frame);
      onPoint(null);
    };
    const click = (event: { point: { x: number; y: number } }) => onPick(at(event.point));
    map.on('mousemove', point);
    map.on('mouseout', leave);
    map.on('dragstart', leave);
    map.on('click', click);
    return () => {
      cancelAnimationFrame(frame);
      map.off('mousemove', point);
      map.off('mouseout', leave);
      map.off('dragstart', leave);
      map.off('click', click);
    };
  }, [map]);
  return null;
}
