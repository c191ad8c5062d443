import { Box, Chip, IconButton, Paper, Tooltip, useMediaQuery } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { useEffect, useMemo, useState } from 'react';
import type { Bounds } from '../../geo/bounds';
import type { Quadrant } from './api/types';
import { BaseMap } from '../../map/BaseMap';
import { CameraGroup, lastCamera, type Camera } from '../../map/camera';
import { formatCamera } from '../../map/cameraAddress';
import { useParameter } from '../../ui/address';
import { FitIcon, LayersIcon, SplitIcon } from '../../ui/icons';
import { useMoment } from '../../ui/timebar/TimelineProvider';
import { panelWidth } from '../../ui/panel/SidePanel';
import { usePanelTab } from '../../ui/panel/usePanelTab';
import { useScheme } from '../../ui/useScheme';
import { useShortcuts } from '../../ui/shortcuts';
import { traffic, useTrafficState } from './live';
import { viewOf } from './map/heatView';
import { Legend } from './map/Legend';
import { QuadrantLayer } from './map/QuadrantLayer';
import type { SceneSettings } from './map/scene';
import { StreetLayer } from './map/StreetLayer';
import { TrafficLayers } from './map/TrafficLayers';
import { VehicleCard } from './map/VehicleCard';
import { VehiclePointer, type Pointed } from './map/VehiclePointer';
import { MapPlaceholder } from './Placeholders';
import { historySpan } from './state/liveTraffic';
import type { QuadrantFigures } from './state/quadrants';
import { isEmpty } from './state/trafficState';
import { panelTabs, TrafficPanel } from './TrafficPanel';
import { useComparison } from './useComparison';
import { useDataBounds } from './useDataBounds';
import { useLayerChoice } from './useLayerChoice';
import { trackSpans, useTrack } from './useTrack';

export function TrafficPage() {
  const state = useTrafficState();
  const at = useMoment();
  const { mode } = useScheme();
  const narrow = useMediaQuery(useTheme().breakpoints.down('md'));
  const [choice, setChoice] = useLayerChoice();
  const [tab, setTab] = usePanelTab(panelTabs, narrow, 'panel', 'layers');
  const [besideText, setBesideText] = useParameter('beside');
  const [chosen, setChosen] = useParameter('quadrant');
  const [followed, setFollowed] = useParameter('follow');
  const [trackText, setTrackText] = useParameter('track');
  const [, setPlace] = useParameter('map');
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const [top, setTop] = useState<number | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [target, setTarget] = useState<{ bounds: Bounds } | null>(null);
  const [group] = useState(() => new CameraGroup());

  const beside = besideText === '1';
  const trackSpan = trackSpans.find((span) => String(span) === trackText) ?? null;
  const { track, error: trackError } = useTrack(followed, trackSpan, at);
  const [drawn, setDrawn] = useState({ shown: 0, of: 0 });
  const reading = useComparison(traffic, beside || tab === 'compare', at);
  const bounds = useDataBounds(state);
  const empty = isEmpty(state);
  const quadrants: readonly (Quadrant | QuadrantFigures)[] =
    at === null ? state.quadrants : (state.past ?? []);
  const zoom = state.settings?.quadrantZoom ?? 14;

  // The map goes to the data, and with it as it grows, until the reader moves the map.
  const [moved, setMoved] = useState(lastCamera() !== undefined);
  useEffect(() => {
    if (!moved && bounds !== null) setTarget({ bounds });
  }, [moved, bounds]);

  const fit = () => {
    setFollowed(null);
    setMoved(false);
    setPlace(null);
    if (bounds !== null) setTarget({ bounds });
  };
  const compare = (wanted: boolean) => {
    setBesideText(wanted ? '1' : null);
    if (wanted && !narrow) setTab('compare');
    // Half a page has room for less: the data is fitted to it anew.
    fit();
  };
  const chooseQuadrant = (quadkey: string | null) => {
    setChosen(quadkey);
    const quadrant = quadrants.find((q) => q.quadkey === quadkey);
    setMoved(true);
    if (quadrant) setTarget({ bounds: quadrant.bounds });
  };
  useShortcuts({
    h: () => setChoice({ ...choice, heat: !choice.heat }),
    v: () => setChoice({ ...choice, vehicles: !choice.vehicles }),
    q: () => setChoice({ ...choice, quadrants: !choice.quadrants }),
    c: () => compare(!beside),
    f: fit,
    Escape: () => setFollowed(null),
  });

  const { heat, vehicles, heatOpacity, heatRadius } = choice;
  const hovered = pointed?.vehicle ?? null;
  const scene = useMemo<SceneSettings>(
    () => ({ heat, vehicles, heatOpacity, heatRadius, followed, hovered, track: track?.pieces ?? null }),
    [heat, vehicles, heatOpacity, heatRadius, followed, hovered, track],
  );
  const heatScene = useMemo(
    () => ({ ...scene, heat: true, vehicles: false, followed: null, track: null }),
    [scene],
  );
  const preciseScene = useMemo(() => ({ ...scene, heat: false, vehicles: true }), [scene]);

  const [foot, setFoot] = useState<HTMLElement | null>(null);
  const [coveredBelow, setCoveredBelow] = useState(0);
  useEffect(() => {
    if (foot === null) return;
    const observer = new ResizeObserver(() =>
      setCoveredBelow(foot.clientHeight === 0 ? 0 : foot.clientHeight + 38),
    );
    observer.observe(foot);
    return () => observer.disconnect();
  }, [foot]);

  const docked = tab !== null && !narrow;
  const base = {
    group,
    target,
    coveredBelow,
    padding: {
      top: narrow ? 36 : 56,
      left: narrow ? 28 : 64,
      bottom: 44,
      right: docked && !beside ? panelWidth + 40 : 28,
    },
    onFailure: setFailure,
    onMoved: () => setMoved(true),
    onView: (box: Bounds, camera: Camera) => {
      // Before the map has gone to the data it shows the world, of which nothing is wanted.
      if (moved || target !== null) traffic.watch(viewOf(box, camera.zoom));
      if (moved || followed !== null) setPlace(formatCamera(camera));
    },
  };
  const covered = useMemo(
    () =>
      beside
        ? { width: 0, height: 0 }
        : { width: docked ? panelWidth + 68 : 56, height: docked ? Infinity : 150 },
    [beside, docked],
  );
  const showDrawn = (shown: number, of: number) =>
    setDrawn((before) => (before.shown === shown && before.of === of ? before : { shown, of }));
  const layers = (scene: SceneSettings, onLost?: () => void) => (
    <>
      <StreetLayer streets={state.streets} />
      <QuadrantLayer quadrants={quadrants} chosen={chosen} visible={choice.quadrants} covered={covered} />
      <TrafficLayers
        traffic={traffic}
        settings={scene}
        onScale={setTop}
        onDrawn={showDrawn}
        {...(onLost && { onLost })}
      />
      <VehiclePointer traffic={traffic} enabled={scene.vehicles} onPoint={setPointed} onPick={setFollowed} />
    </>
  );
  const counted =
    at === null
      ? 'reported lately; older ones fade'
      : `reported in the ${historySpan} s before the moment shown`;

  return (
    <Box component="main" sx={{ position: 'relative', height: '100%', overflow: 'hidden' }}>
      <Box
        sx={{
          position: 'absolute',
          inset: 0,
          right: docked && beside ? panelWidth + 24 : 0,
          display: 'grid',
          gridTemplateColumns: beside && !narrow ? '1fr 1fr' : '1fr',
          gridTemplateRows: beside && narrow ? '1fr 1fr' : '1fr',
          gap: beside ? '2px' : 0,
          bgcolor: 'divider',
        }}
      >
        {beside && (
          <Box sx={{ position: 'relative', minWidth: 0 }} data-testid="pane-heat">
            <BaseMap {...base} label="Heat map of the traffic" testId="map-beside" leads={false}>
              {layers(heatScene)}
            </BaseMap>
            <PaneTitle text="Heat map" />
          </Box>
        )}
        <Box sx={{ position: 'relative', minWidth: 0 }} data-testid="pane-precise">
          <BaseMap {...base} label="Map of the traffic" controls={!beside}>
            {layers(beside ? preciseScene : scene, () => setFollowed(null))}
          </BaseMap>
          {beside && <PaneTitle text="Precise positions" />}
          {pointed !== null && pointed.vehicle !== followed && !beside && (
            <Box
              sx={{
                position: 'absolute',
                left: pointed.x + 16,
                top: pointed.y + 12,
                zIndex: 6,
                pointerEvents: 'none',
              }}
            >
              <VehicleCard traffic={traffic} vehicle={pointed.vehicle} quadrantZoom={zoom} at={at} />
            </Box>
          )}
        </Box>
      </Box>

      <Box
        ref={setFoot}
        sx={{
          position: 'absolute',
          left: { xs: 8, sm: 12 },
          bottom: { xs: 34, sm: 38 },
          zIndex: 3,
          display: 'flex',
          flexDirection: 'column',
          gap: 1,
          pointerEvents: 'none',
        }}
      >
        {followed !== null && (
          <VehicleCard
            traffic={traffic}
            vehicle={followed}
            quadrantZoom={zoom}
            at={at}
            onClose={() => setFollowed(null)}
            track={track}
            trackError={trackError}
            trackSpan={trackSpan}
            onTrack={(span) => setTrackText(span === null ? null : String(span))}
          />
        )}
        {!(narrow && beside) && state.summary !== null && !empty && (
          <Legend
            mode={mode}
            heat={heat || beside}
            quadrants={choice.quadrants}
            lines={state.streets?.features[0]?.properties.kind ?? null}
            trail={followed !== null}
            thinned={drawn.shown < drawn.of}
            vehicles={vehicles || beside}
            top={top}
            counted={counted}
          />
        )}
      </Box>

      <Paper
        elevation={3}
        sx={{
          position: 'absolute',
          top: 12,
          right: docked ? panelWidth + 24 : 12,
          zIndex: 4,
          display: 'flex',
          flexDirection: 'column',
        }}
      >
        <Tool
          label="Layers, quadrants, vehicles, comparison, phone"
          testId="open-panel"
          onClick={() => setTab(tab === null ? 'layers' : null)}
          pressed={tab !== null}
        >
          <LayersIcon />
        </Tool>
        <Tool label="Heat map beside precise positions (C)" onClick={() => compare(!beside)} pressed={beside}>
          <SplitIcon />
        </Tool>
        <Tool label="Fit the map to the data (F)" onClick={fit}>
          <FitIcon />
        </Tool>
      </Paper>

      <TrafficPanel
        tab={tab}
        onTab={setTab}
        narrow={narrow}
        choice={choice}
        onChoice={setChoice}
        quadrants={quadrants}
        chosenQuadrant={chosen}
        onQuadrant={chooseQuadrant}
        followed={followed}
        onFollow={setFollowed}
        reading={reading}
        beside={beside}
        onBeside={compare}
        settings={state.settings}
      />

      <MapPlaceholder
        state={state}
        failure={failure}
        onPhone={tab === 'phone' ? null : () => setTab('phone')}
      />
    </Box>
  );
}

function PaneTitle({ text }: { text: string }) {
  return (
    <Chip
      label={text}
      size="small"
      sx={{
        position: 'absolute',
        bottom: 10,
        left: '50%',
        transform: 'translateX(-50%)',
        zIndex: 3,
        fontWeight: 650,
        bgcolor: 'background.paper',
        boxShadow: 2,
      }}
    />
  );
}

interface ToolProps {
  label: string;
  onClick: () => void;
  pressed?: boolean;
  testId?: string;
  children: React.ReactNode;
}

function Tool({ label, onClick, pressed, testId, children }: ToolProps) {
  return (
    <Tooltip title={label} placement="left">
      <IconButton
        onClick={onClick}
        aria-label={label}
        aria-pressed={pressed}
        data-testid={testId}
        color={pressed ? 'primary' : 'default'}
        sx={{ borderRadius: 2 }}
      >
        {children}
      </IconButton>
    </Tooltip>
  );
}
