import { Box, Chip, IconButton, Paper, Tooltip, useMediaQuery } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { useEffect, useMemo, useState } from 'react';
import type { Bounds } from '../../api/types';
import { FitIcon, LayersIcon, SplitIcon } from '../../ui/icons';
import { useTimeline } from '../../ui/timebar/TimelineProvider';
import { useScheme } from '../../ui/useScheme';
import { useShortcuts } from '../../ui/useShortcuts';
import { useStored } from '../../ui/useStored';
import { CameraGroup, lastCamera } from './map/camera';
import { Legend } from './map/Legend';
import { MapPane, type Pointed } from './map/MapPane';
import type { SceneSettings } from './map/trafficScene';
import { VehicleCard } from './map/VehicleCard';
import { MapPlaceholder } from './Placeholders';
import { historySpan } from './state/liveTraffic';
import { isEmpty } from './state/trafficState';
import { panelWidth, TrafficPanel, type PanelTab } from './TrafficPanel';
import { useTraffic, useTrafficState } from './TrafficProvider';
import { useComparison } from './useComparison';
import { useDataBounds } from './useDataBounds';
import { useLayerChoice } from './useLayerChoice';

export function TrafficPage() {
  const traffic = useTraffic();
  const state = useTrafficState();
  const { timeline } = useTimeline();
  const { mode } = useScheme();
  const narrow = useMediaQuery(useTheme().breakpoints.down('md'));
  const [choice, setChoice] = useLayerChoice();
  const [wideTab, setWideTab] = useStored<PanelTab | null>('panel', 'layers');
  const [sheetTab, setSheetTab] = useState<PanelTab | null>(null);
  const [beside, setBeside] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const [followed, setFollowed] = useState<string | null>(null);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const [top, setTop] = useState<number | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [target, setTarget] = useState<{ bounds: Bounds } | null>(null);
  const [group] = useState(() => new CameraGroup());

  const tab = narrow ? sheetTab : wideTab;
  const setTab = narrow ? setSheetTab : setWideTab;
  const at = timeline.mode === 'live' ? null : timeline.at;
  const reading = useComparison(traffic, beside || tab === 'compare', at);
  const bounds = useDataBounds(state);
  const empty = isEmpty(state);
  const zoom = state.settings?.quadrantZoom ?? 14;

  // The map goes to the data, and with it as it grows, until the reader moves the map.
  const [moved, setMoved] = useState(lastCamera() !== undefined);
  useEffect(() => {
    if (!moved && bounds !== null) setTarget({ bounds });
  }, [moved, bounds]);

  const fit = () => {
    setFollowed(null);
    if (bounds !== null) setTarget({ bounds });
  };
  const compare = (wanted: boolean) => {
    setBeside(wanted);
    if (wanted && !narrow) setTab('compare');
    // Half a page has room for less: the data is fitted to it anew.
    fit();
  };
  const chooseQuadrant = (quadkey: string | null) => {
    setChosen(quadkey);
    const quadrant = state.quadrants.find((q) => q.quadkey === quadkey);
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
    () => ({ heat, vehicles, heatOpacity, heatRadius, mode, followed, hovered }),
    [heat, vehicles, heatOpacity, heatRadius, mode, followed, hovered],
  );
  const heatScene = useMemo(() => ({ ...scene, heat: true, vehicles: false, followed: null }), [scene]);
  const preciseScene = useMemo(() => ({ ...scene, heat: false, vehicles: true }), [scene]);

  const docked = tab !== null && !narrow;
  const pane = {
    traffic,
    group,
    streets: state.streets,
    quadrants: state.quadrants,
    showQuadrants: choice.quadrants,
    chosenQuadrant: chosen,
    target,
    padding: {
      top: narrow ? 36 : 56,
      left: narrow ? 28 : 64,
      bottom: narrow && !beside ? 190 : 44,
      right: docked && !beside ? panelWidth + 40 : 28,
    },
    onFailure: setFailure,
    onPoint: setPointed,
    onPick: setFollowed,
    onMoved: () => setMoved(true),
  };
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
            <MapPane
              {...pane}
              label="Heat map of the traffic"
              settings={heatScene}
              asks={false}
              onScale={setTop}
            />
            <PaneTitle text="Heat map" />
          </Box>
        )}
        <Box sx={{ position: 'relative', minWidth: 0 }} data-testid="pane-precise">
          <MapPane
            {...pane}
            label="Map of the traffic"
            settings={beside ? preciseScene : scene}
            controls={!beside}
            onScale={setTop}
            onLost={() => setFollowed(null)}
          />
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
          />
        )}
        {!(narrow && beside) && state.summary !== null && !empty && (
          <Legend
            mode={mode}
            heat={heat || beside}
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
          label="Layers, quadrants, comparison, phone"
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
        choice={choice}
        onChoice={setChoice}
        quadrants={state.quadrants}
        chosenQuadrant={chosen}
        onQuadrant={chooseQuadrant}
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
  children: React.ReactNode;
}

function Tool({ label, onClick, pressed, children }: ToolProps) {
  return (
    <Tooltip title={label} placement="left">
      <IconButton
        onClick={onClick}
        aria-label={label}
        aria-pressed={pressed}
        color={pressed ? 'primary' : 'default'}
        sx={{ borderRadius: 2 }}
      >
        {children}
      </IconButton>
    </Tooltip>
  );
}
