import { Box, Drawer, IconButton, Paper, Tab, Tabs, useMediaQuery } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { useId } from 'react';
import type { QuadrantFigures } from './state/quadrants';
import type { Quadrant, Settings } from './api/types';
import { CloseIcon } from '../../ui/icons';
import { ComparisonPanel } from './panels/ComparisonPanel';
import { LayersPanel } from './panels/LayersPanel';
import { PhonePanel } from './panels/PhonePanel';
import { VehiclesPanel } from './panels/VehiclesPanel';
import { QuadrantsPanel } from './panels/QuadrantsPanel';
import type { ComparisonReading } from './useComparison';
import type { LayerChoice } from './useLayerChoice';

export const panelWidth = 412;

export const panelTabs = ['layers', 'vehicles', 'quadrants', 'compare', 'phone'] as const;
export type PanelTab = (typeof panelTabs)[number];

interface Props {
  tab: PanelTab | null;
  onTab: (tab: PanelTab | null) => void;
  choice: LayerChoice;
  onChoice: (choice: LayerChoice) => void;
  /** Of the moment shown: those of the past tell less. */
  quadrants: readonly (Quadrant | QuadrantFigures)[];
  chosenQuadrant: string | null;
  onQuadrant: (quadkey: string | null) => void;
  followed: string | null;
  onFollow: (vehicle: string | null) => void;
  reading: ComparisonReading;
  beside: boolean;
  onBeside: (beside: boolean) => void;
  settings: Settings | null;
}

/** The side panel of the traffic page; on a narrow screen it is a sheet from below. */
export function TrafficPanel(props: Props) {
  const narrow = useMediaQuery(useTheme().breakpoints.down('md'));
  const { tab, onTab } = props;
  if (narrow) {
    return (
      <Drawer
        anchor="bottom"
        open={tab !== null}
        onClose={() => onTab(null)}
        slotProps={{
          paper: {
            'aria-label': 'Panel of the traffic page',
            sx: { maxHeight: '72%', borderTopLeftRadius: 14, borderTopRightRadius: 14 },
          },
        }}
      >
        {tab !== null && <Content {...props} tab={tab} />}
      </Drawer>
    );
  }
  if (tab === null) return null;
  return (
    <Paper
      elevation={4}
      sx={{
        position: 'absolute',
        top: 12,
        right: 12,
        maxHeight: 'calc(100% - 24px)',
        width: panelWidth,
        zIndex: 4,
        display: 'flex',
        flexDirection: 'column',
        overflow: 'hidden',
      }}
    >
      <Content {...props} tab={tab} />
    </Paper>
  );
}

function Content(props: Props & { tab: PanelTab }) {
  const { tab, onTab } = props;
  const panelId = useId();
  const controls = { 'aria-controls': panelId };
  return (
    <>
      <Box sx={{ display: 'flex', alignItems: 'center', borderBottom: 1, borderColor: 'divider', pr: 0.5 }}>
        <Tabs
          value={tab}
          onChange={(_, next: PanelTab) => onTab(next)}
          variant="scrollable"
          scrollButtons={false}
          aria-label="Panel"
          sx={{
            flex: 1,
            minHeight: 44,
            '& .MuiTab-root': { minHeight: 44, minWidth: 0, px: { xs: 0.6, md: 0.75 }, fontSize: '0.82rem' },
          }}
        >
          <Tab value="layers" label="Layers" data-testid="tab-layers" {...controls} />
          <Tab value="vehicles" label="Vehicles" data-testid="tab-vehicles" {...controls} />
          <Tab value="quadrants" label="Quadrants" data-testid="tab-quadrants" {...controls} />
          <Tab value="compare" label="Compare" data-testid="tab-compare" {...controls} />
          <Tab value="phone" label="Phone" data-testid="tab-phone" {...controls} />
        </Tabs>
        <IconButton aria-label="Close the panel" onClick={() => onTab(null)} size="small">
          <CloseIcon />
        </IconButton>
      </Box>
      <Box
        role="tabpanel"
        id={panelId}
        aria-label={`${tab} panel`}
        tabIndex={0}
        sx={{ p: 2, overflow: 'auto', flex: '0 1 auto' }}
      >
        {tab === 'layers' && <LayersPanel choice={props.choice} onChange={props.onChoice} />}
        {tab === 'vehicles' && (
          <VehiclesPanel
            quadrants={props.quadrants}
            quadrantZoom={props.settings?.quadrantZoom ?? 14}
            followed={props.followed}
            onFollow={props.onFollow}
          />
        )}
        {tab === 'quadrants' && (
          <QuadrantsPanel
            quadrants={props.quadrants}
            chosen={props.chosenQuadrant}
            onChoose={props.onQuadrant}
          />
        )}
        {tab === 'compare' && (
          <ComparisonPanel reading={props.reading} beside={props.beside} onBeside={props.onBeside} />
        )}
        {tab === 'phone' && <PhonePanel settings={props.settings} />}
      </Box>
    </>
  );
}
