import { Box, Drawer, IconButton, Paper, Tab, Tabs } from '@mui/material';
import { useId, type ReactNode } from 'react';
import { CloseIcon } from '../../ui/icons';

export const panelWidth = 412;

export const panelTabs = ['runs', 'people', 'spread', 'compare', 'privacy'] as const;
export type PanelTab = (typeof panelTabs)[number];

const names: Record<PanelTab, string> = {
  runs: 'Runs',
  people: 'People',
  spread: 'Spread',
  compare: 'Compare',
  privacy: 'Privacy',
};

interface Props {
  tab: PanelTab | null;
  onTab: (tab: PanelTab | null) => void;
  narrow: boolean;
  children: ReactNode;
}

/** The side panel; on a narrow screen it is a sheet from below. */
export function ContactsPanel({ tab, onTab, narrow, children }: Props) {
  if (narrow)
    return (
      <Drawer
        anchor="bottom"
        open={tab !== null}
        onClose={() => onTab(null)}
        slotProps={{
          paper: {
            'aria-label': 'Panel of the contacts page',
            sx: { maxHeight: '72%', borderTopLeftRadius: 14, borderTopRightRadius: 14 },
          },
        }}
      >
        {tab !== null && (
          <Content tab={tab} onTab={onTab}>
            {children}
          </Content>
        )}
      </Drawer>
    );
  if (tab === null) return null;
  return (
    <Paper
      variant="outlined"
      sx={{
        width: panelWidth,
        minHeight: 0,
        maxHeight: '100%',
        alignSelf: 'stretch',
        display: 'flex',
        flexDirection: 'column',
        overflow: 'hidden',
        borderWidth: '0 0 0 1px',
        borderRadius: 0,
      }}
    >
      <Content tab={tab} onTab={onTab}>
        {children}
      </Content>
    </Paper>
  );
}

function Content({ tab, onTab, children }: { tab: PanelTab; onTab: Props['onTab']; children: ReactNode }) {
  const panelId = useId();
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
            '& .MuiTab-root': { minHeight: 44, minWidth: 0, px: { xs: 0.75, md: 1 }, fontSize: '0.82rem' },
          }}
        >
          {panelTabs.map((name) => (
            <Tab
              key={name}
              value={name}
              label={names[name]}
              data-testid={`tab-${name}`}
              aria-controls={panelId}
            />
          ))}
        </Tabs>
        <IconButton aria-label="Close the panel" onClick={() => onTab(null)} size="small">
          <CloseIcon />
        </IconButton>
      </Box>
      <Box
        role="tabpanel"
        id={panelId}
        aria-label={`${names[tab]} panel`}
        tabIndex={0}
        sx={{ p: 2, overflow: 'auto', flex: '1 1 auto', minHeight: 0 }}
      >
        {children}
      </Box>
    </>
  );
}
