import { Box } from '@mui/material';
import {
  Map as MapLibre,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type PaddingOptions,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import type { Bounds, Quadrant, Streets } from '../../../api/types';
import type { LiveTraffic } from '../state/liveTraffic';
import { lastCamera, rememberCamera, viewOf, type CameraGroup } from './camera';
import {
  mapStyle,
  quadrantsVisible,
  recolour,
  showGraticule,
  showLand,
  showQuadrants,
  showStreets,
} from './mapStyle';
import { QuadrantLabels } from './quadrantLabels';
import { TrafficScene, type SceneSettings } from './trafficScene';

setWorkerUrl(workerUrl);

export interface Pointed {
  vehicle: string;
  x: number;
  y: number;
}

interface Props {
  label: string;
  traffic: LiveTraffic;
  streets: Streets | null;
  quadrants: readonly Quadrant[];
  settings: SceneSettings;
  showQuadrants: boolean;
  chosenQuadrant: string | null;
  /** The box to show; a new object moves the camera there. */
  target: { bounds: Bounds } | null;
  padding: PaddingOptions;
  interactive?: boolean;
  /** Buttons to zoom, and the scale. */
  controls?: boolean;
  group?: CameraGroup;
  /** Only one of the maps side by side asks the server for its box. */
  asks?: boolean;
  onPoint?: (pointed: Pointed | null) => void;
  onPick?: (vehicle: string | null) => void;
  onScale?: (top: number) => void;
  onLost?: () => void;
  /** The reader has moved the map. */
  onMoved?: () => void;
  onFailure: (message: string) => void;
}

const pickPixels = 14;

/** One MapLibre map with the traffic's layers over it. */
export function MapPane(props: Props) {
  const { traffic, streets, quadrants, settings, chosenQuadrant, target, padding, group } = props;
  const holder = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapLibre | null>(null);
  const scene = useRef<TrafficScene | null>(null);
  const labels = useRef<QuadrantLabels | null>(null);
  const [ready, setReady] = useState(false);
  const interactive = props.interactive ?? true;
  const controls = props.controls ?? interactive;
  const asks = props.asks ?? true;

  const onPoint = useEffectEvent((pointed: Pointed | null) => props.onPoint?.(pointed));
  const onPick = useEffectEvent((vehicle: string | null) => props.onPick?.(vehicle));
  const onScale = useEffectEvent((top: number) => props.onScale?.(top));
  const onLost = useEffectEvent(() => props.onLost?.());
  const onMoved = useEffectEvent(() => props.onMoved?.());
  const onFailure = useEffectEvent((message: string) => props.onFailure(message));
  const settingsNow = useEffectEvent(() => settings);
  const paddingNow = useEffectEvent(() => padding);

  useEffect(() => {
    let made: MapLibre;
    try {
      made = new MapLibre({
        container: holder.current!,
        style: mapStyle(settingsNow().mode),
        attributionControl: false,
        interactive,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        keyboard: false,
        fadeDuration: 0,
        maxPitch: 0,
        maxZoom: 20,
        renderWorldCopies: false,
        ...((interactive ? lastCamera() : undefined) ?? { center: [0, 25], zoom: 1.2 }),
      });
    } catch (error) {
      onFailure(error instanceof Error ? error.message : String(error));
      return;
    }
    made.touchZoomRotate.disableRotation();
    if (controls) {
      made.addControl(new NavigationControl({ showCompass: false }), 'top-left');
      made.addControl(new ScaleControl({ unit: 'metric', maxWidth: 110 }), 'bottom-left');
    }
    const leave = group?.join(made);
    made.once('load', () => {
      scene.current = new TrafficScene(made, traffic, settingsNow(), {
        ready: () => setReady(true),
        scale: onScale,
        lost: onLost,
      });
      labels.current = new QuadrantLabels(
        made,
        controls ? { width: 52, height: 88 } : { width: 0, height: 0 },
      );
      setMap(made);
      // The land is decoration: without it the map is poorer, not wrong.
      showLand(made).catch(() => undefined);
    });
    return () => {
      leave?.();
      labels.current?.dispose();
      labels.current = null;
      scene.current?.dispose();
      scene.current = null;
      setMap(null);
      setReady(false);
      made.remove();
    };
  }, [traffic, interactive, controls, group]);

  useEffect(() => {
    if (map === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const graticule = () => showGraticule(map);
    const moved = () => {
      graticule();
      if (!asks) return;
      if (interactive) rememberCamera(map);
      clearTimeout(timer);
      timer = setTimeout(() => traffic.watch(viewOf(map)), 200);
    };
    moved();
    map.on('moveend', moved);
    map.on('resize', moved);
    return () => {
      clearTimeout(timer);
      map.off('moveend', moved);
      map.off('resize', moved);
    };
  }, [map, asks, interactive, traffic]);

  useEffect(() => {
    if (map === null || !interactive) return;
    const at = (point: { x: number; y: number }): string | null => {
      const here = map.unproject([point.x, point.y]);
      const reach = Math.abs(map.unproject([point.x + pickPixels, point.y]).lng - here.lng);
      const slot = traffic.vehicles.nearest(here.lng, here.lat, reach, performance.now());
      return slot === undefined ? null : (traffic.vehicles.ids[slot] ?? null);
    };
    let frame = 0;
    const point = (event: { point: { x: number; y: number } }) => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        const vehicle = settingsNow().vehicles ? at(event.point) : null;
        map.getCanvas().style.cursor = vehicle === null ? '' : 'pointer';
        onPoint(vehicle === null ? null : { vehicle, x: event.point.x, y: event.point.y });
      });
    };
    const leave = () => {
      cancelAnimationFrame(frame);
      onPoint(null);
    };
    const click = (event: { point: { x: number; y: number } }) =>
      onPick(settingsNow().vehicles ? at(event.point) : null);
    map.on('mousemove', point);
    map.on('mouseout', leave);
    map.on('dragstart', leave);
    const started = (event: { originalEvent?: unknown }) => {
      if (event.originalEvent !== undefined) onMoved();
    };
    map.on('click', click);
    map.on('movestart', started);
    return () => {
      leave();
      map.off('mousemove', point);
      map.off('mouseout', leave);
      map.off('dragstart', leave);
      map.off('click', click);
      map.off('movestart', started);
    };
  }, [map, interactive, traffic]);

  useEffect(() => {
    if (map !== null && streets !== null) showStreets(map, streets);
  }, [map, streets]);

  // Rates change every second, borders hardly ever: only the labels are written anew each time.
  const borders = useMemo(
    () =>
      quadrants
        .map((quadrant) => quadrant.quadkey)
        .sort()
        .join(),
    [quadrants],
  );
  const quadrantsNow = useEffectEvent(() => quadrants);
  useEffect(() => {
    if (map !== null) showQuadrants(map, quadrantsNow(), chosenQuadrant);
  }, [map, borders, chosenQuadrant]);

  useEffect(() => {
    if (map !== null) labels.current?.show(quadrants, chosenQuadrant, props.showQuadrants);
  }, [map, quadrants, chosenQuadrant, props.showQuadrants]);

  useEffect(() => {
    if (map !== null) quadrantsVisible(map, props.showQuadrants);
  }, [map, props.showQuadrants]);

  useEffect(() => {
    if (map !== null) recolour(map, settings.mode);
  }, [map, settings.mode]);

  useEffect(() => {
    scene.current?.update(settings);
  }, [settings, map]);

  useEffect(() => {
    if (map === null || target === null || !asks) return;
    map.fitBounds(target.bounds, {
      padding: paddingNow(),
      maxZoom: 17,
      animate: lastCamera() !== undefined && map.getZoom() > 3 && !reducedMotion(),
      duration: 700,
    });
  }, [map, target, asks]);

  return (
    <Box
      ref={holder}
      role="application"
      aria-label={props.label}
      data-testid={asks ? 'map' : 'map-beside'}
      data-map-ready={ready ? 'true' : 'false'}
      sx={{ position: 'absolute', inset: 0, bgcolor: 'background.default' }}
    />
  );
}

function reducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
