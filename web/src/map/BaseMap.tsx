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
import { useEffect, useEffectEvent, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Bounds } from '../geo/bounds';
import { useScheme } from '../ui/useScheme';
import { baseLayers, baseStyle, showGraticule, showLand } from './baseStyle';
import { boundsOf, cameraOf, lastCamera, rememberCamera, type Camera, type CameraGroup } from './camera';
import { DeckStage } from './deckStage';
import { recolour } from './styleLayers';
import { MapContext, type MapHolder } from './useMap';

setWorkerUrl(workerUrl);

/** Room that the map's own buttons and its scale take at its left, pixels. */
const buttons = { width: 52, height: 88 };
const none = { width: 0, height: 0 };
const scaleWidth = 128;
const scaleHeight = 38;

interface Props {
  /** What the map shows, for those who do not see it. */
  label: string;
  testId?: string;
  /** The layers: components that use `useMap`. The later lie above the earlier. */
  children?: ReactNode;
  /** Pixels above the lower left corner that other things lie over. */
  coveredBelow?: number;
  /** The box to show; a new object moves the camera there. */
  target?: { bounds: Bounds } | null;
  padding?: PaddingOptions;
  interactive?: boolean;
  /** Buttons to zoom, and the scale. */
  controls?: boolean;
  /** Maps side by side that show the same place. */
  group?: CameraGroup;
  /** False for a map that only follows another one of its group. */
  leads?: boolean;
  /** The box that is shown, a moment after it has changed. */
  onView?: (bounds: Bounds, camera: Camera) => void;
  /** The reader has moved the map. */
  onMoved?: () => void;
  /** The map cannot be drawn. */
  onFailure: (message: string) => void;
}

/** Land, graticule, camera and buttons: the map on which every application lays its own layers. */
export function BaseMap(props: Props) {
  const { children, target = null, padding, group } = props;
  const { mode } = useScheme();
  const holder = useRef<HTMLDivElement>(null);
  const [made, setMade] = useState<{ map: MapLibre; stage: DeckStage } | null>(null);
  const [ready, setReady] = useState(false);
  const interactive = props.interactive ?? true;
  const controls = props.controls ?? interactive;
  const leads = props.leads ?? true;

  const onMoved = useEffectEvent(() => props.onMoved?.());
  const onView = useEffectEvent((map: MapLibre) => props.onView?.(boundsOf(map), cameraOf(map)));
  const onFailure = useEffectEvent((message: string) => props.onFailure(message));
  const modeNow = useEffectEvent(() => mode);
  const paddingNow = useEffectEvent(() => padding);
  const labelNow = useEffectEvent(() => props.label);

  useEffect(() => {
    let map: MapLibre;
    let stage: DeckStage | undefined;
    try {
      map = new MapLibre({
        container: holder.current!,
        style: baseStyle(modeNow()),
        attributionControl: false,
        interactive,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        keyboard: interactive,
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
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    nameCanvas(map, labelNow(), interactive);
    if (controls) {
      map.addControl(new NavigationControl({ showCompass: false }), 'top-left');
      map.addControl(new ScaleControl({ unit: 'metric', maxWidth: 110 }), 'bottom-left');
    }
    const leave = group?.join(map);
    map.once('load', () => {
      stage = new DeckStage(map, () => setReady(true));
      setMade({ map, stage });
      // The land is decoration: without it the map is poorer, not wrong.
      showLand(map).catch(() => undefined);
    });
    return () => {
      leave?.();
      setMade(null);
      setReady(false);
      stage?.dispose();
      map.remove();
    };
  }, [interactive, controls, group]);

  const map = made?.map ?? null;
  const coveredBelow = props.coveredBelow ?? 0;
  const labelGraticule = useEffectEvent((map: MapLibre) =>
    showGraticule(map, {
      upper: controls ? buttons : none,
      lower: { width: controls ? scaleWidth : 0, height: Math.max(coveredBelow, controls ? scaleHeight : 0) },
    }),
  );
  useEffect(() => {
    if (map === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const moved = () => {
      labelGraticule(map);
      if (!leads) return;
      if (interactive) rememberCamera(map);
      // A map that follows something never rests, so this waits for no rest.
      timer ??= setTimeout(() => {
        timer = undefined;
        onView(map);
      }, 200);
    };
    const started = (event: { originalEvent?: unknown }) => {
      if (event.originalEvent !== undefined) onMoved();
    };
    moved();
    map.on('moveend', moved);
    map.on('resize', moved);
    map.on('movestart', started);
    // Where motion is reduced, a move by the wheel does not tell the event that it comes from.
    const wheeled = () => onMoved();
    map.on('wheel', wheeled);
    return () => {
      clearTimeout(timer);
      map.off('wheel', wheeled);
      map.off('moveend', moved);
      map.off('resize', moved);
      map.off('movestart', started);
    };
  }, [map, leads, interactive]);

  useEffect(() => {
    if (map !== null) labelGraticule(map);
  }, [map, coveredBelow]);

  useEffect(() => {
    if (map !== null) recolour(map, baseLayers(mode));
  }, [map, mode]);

  useEffect(() => {
    if (map !== null) nameCanvas(map, props.label, interactive);
  }, [map, props.label, interactive]);

  useEffect(() => {
    if (map === null || target === null || !leads) return;
    const fit = (animate: boolean) =>
      map.fitBounds(target.bounds, {
        padding: roomFor(map, paddingNow()),
        maxZoom: 17,
        animate,
        duration: 700,
      });
    fit(lastCamera() !== undefined && map.getZoom() > 3 && !reducedMotion());
    // In a window of another size the box still fits, until somebody moves the map elsewhere.
    const again = () => fit(false);
    const moved = (event: { originalEvent?: unknown }) => {
      if (event.originalEvent !== undefined && event.originalEvent instanceof UIEvent)
        map.off('resize', again);
    };
    const wheeled = () => map.off('resize', again);
    map.on('resize', again);
    map.on('movestart', moved);
    map.on('wheel', wheeled);
    return () => {
      map.off('wheel', wheeled);
      map.off('resize', again);
      map.off('movestart', moved);
    };
  }, [map, target, leads]);

  const held = useMemo<MapHolder | null>(
    () => (made === null ? null : { ...made, mode, corner: controls ? buttons : none }),
    [made, mode, controls],
  );
  return (
    <Box
      role="region"
      aria-label={props.label}
      data-testid={props.testId ?? 'map'}
      data-map-ready={ready ? 'true' : 'false'}
      sx={{ position: 'absolute', inset: 0, bgcolor: 'background.default' }}
    >
      <Box ref={holder} sx={{ position: 'absolute', inset: 0 }} />
      {held !== null && <MapContext value={held}>{children}</MapContext>}
    </Box>
  );
}

/** Where the map can be moved, the arrow keys move it while it has the focus; elsewhere it is a picture. */
function nameCanvas(map: MapLibre, label: string, interactive: boolean): void {
  const canvas = map.getCanvas();
  canvas.tabIndex = interactive ? 0 : -1;
  canvas.setAttribute('role', interactive ? 'application' : 'img');
  canvas.setAttribute('aria-label', interactive ? `${label}. Arrow keys move it, + and - zoom.` : label);
}

/** The padding as far as the map has room for it. */
function roomFor(map: MapLibre, padding: PaddingOptions | undefined): PaddingOptions {
  const { top = 0, bottom = 0, left = 0, right = 0 } = padding ?? {};
  const { clientWidth, clientHeight } = map.getContainer();
  const across = Math.min(1, (clientWidth * 0.6) / Math.max(1, left + right));
  const down = Math.min(1, (clientHeight * 0.6) / Math.max(1, top + bottom));
  return { top: top * down, bottom: bottom * down, left: left * across, right: right * across };
}

function reducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
