import { Box, Drawer, IconButton, Paper, Tab, Tabs } from '@mui/material';
import { useId, type ReactNode } from 'react';
import { CloseIcon } from '../icons';

export const panelWidth = 412;

interface Props<T extends string> {
  /** The tabs in their order, with their names. */
  names: Readonly<Record<T, string>>;
  /** The open one; null while the panel is closed. */
  tab: T | null;
  onTab: (tab: T | null) => void;
  /** Covers the lower part of a narrow screen instead of standing beside the picture. */
  narrow: boolean;
  /** Lies over the picture, as high as it must be, instead of standing beside it. */
  floating?: boolean;
  /** What it is called. */
  label: string;
  children: ReactNode;
}

const column = { width: panelWidth, display: 'flex', flexDirection: 'column', overflow: 'hidden' } as const;
const beside = {
  ...column,
  minHeight: 0,
  maxHeight: '100%',
  alignSelf: 'stretch',
  borderWidth: '0 0 0 1px',
  borderRadius: 0,
};
const above = {
  ...column,
  position: 'absolute',
  top: 12,
  right: 12,
  maxHeight: 'calc(100% - 24px)',
  zIndex: 4,
} as const;

/** The panel of a page with its tabs; on a narrow screen it is a sheet from below. */
export function SidePanel<T extends string>(props: Props<T>) {
  const { tab, onTab, narrow, floating = false, label } = props;
  if (narrow)
    return (
      <Drawer
        anchor="bottom"
        open={tab !== null}
        onClose={() => onTab(null)}
        slotProps={{
          paper: {
            'aria-label': label,
            sx: { maxHeight: '72%', borderTopLeftRadius: 14, borderTopRightRadius: 14 },
          },
        }}
      >
        {tab !== null && <Content {...props} tab={tab} />}
      </Drawer>
    );
  if (tab === null) return null;
  return (
    <Paper {...(floating ? { elevation: 4 } : { variant: 'outlined' })} sx={floating ? above : beside}>
      <Content {...props} tab={tab} />
    </Paper>
  );
}

function Content<T extends string>({ names, tab, onTab, floating = false, children }: Props<T> & { tab: T }) {
  const panelId = useId();
  return (
    <>
      <Box sx={{ display: 'flex', alignItems: 'center', borderBottom: 1, borderColor: 'divider', pr: 0.5 }}>
        <Tabs
          value={tab}
          onChange={(_, next: T) => onTab(next)}
          variant="scrollable"
          scrollButtons={false}
          aria-label="Panel"
          sx={{
            flex: 1,
            minHeight: 44,
            '& .MuiTab-root': { minHeight: 44, minWidth: 0, px: { xs: 0.6, md: 0.75 }, fontSize: '0.82rem' },
          }}
        >
          {(Object.entries(names) as [T, string][]).map(([key, name]) => (
            <Tab key={key} value={key} label={name} data-testid={`tab-${key}`} aria-controls={panelId} />
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
        sx={{ p: 2, overflow: 'auto', flex: floating ? '0 1 auto' : '1 1 auto', minHeight: 0 }}
      >
        {children}
      </Box>
    </>
  );
}
