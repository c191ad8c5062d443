import { Box, IconButton, Tab, Tabs, Tooltip } from '@mui/material';
import { ConnectionState } from '../features/traffic/ConnectionState';
import { useTrafficState } from '../features/traffic/TrafficProvider';
import { Brand } from '../ui/Brand';
import { Figure } from '../ui/Figure';
import { count, rate } from '../ui/format';
import { HelpIcon, MoonIcon, SunIcon } from '../ui/icons';
import { useTimeline } from '../ui/timebar/TimelineProvider';
import { pages, type Page } from './pages';
import { link } from './useRoute';

interface Props {
  page: Page;
  mode: 'light' | 'dark';
  onMode: () => void;
  onHelp: () => void;
}

export function TopBar({ page, mode, onMode, onHelp }: Props) {
  const { summary, drawn } = useTrafficState();
  const live = useTimeline().timeline.mode === 'live';
  const vehicles = live ? summary?.vehicles : drawn;
  return (
    <Box
      component="header"
      sx={{
        display: 'flex',
        alignItems: 'center',
        flexWrap: { xs: 'wrap', sm: 'nowrap' },
        columnGap: { xs: 0.5, sm: 1.5, lg: 2.5 },
        px: { xs: 1.25, md: 2 },
        minHeight: 54,
        bgcolor: 'background.paper',
        borderBottom: 1,
        borderColor: 'divider',
        zIndex: 5,
      }}
    >
      <Brand />
      <Tabs
        component="nav"
        value={page.path}
        aria-label="Pages"
        sx={{
          minHeight: { xs: 44, sm: 54 },
          '& .MuiTab-root': { minHeight: { xs: 44, sm: 54 }, minWidth: 0, px: { xs: 1, sm: 1.5 } },
        }}
      >
        {pages.map(({ path, name }) => (
          <Tab
            key={path}
            value={path}
            label={name}
            component="a"
            {...link(path)}
            data-testid={`nav-${name.toLowerCase()}`}
          />
        ))}
      </Tabs>
      <Box sx={{ flex: 1 }} />
      <Box
        role="group"
        aria-label="Figures"
        sx={{
          display: 'flex',
          gap: { xs: 2, md: 3 },
          alignItems: 'center',
          order: { xs: 5, sm: 0 },
          width: { xs: '100%', sm: 'auto' },
          justifyContent: { xs: 'space-between', sm: 'flex-end' },
          pb: { xs: 0.5, sm: 0 },
        }}
      >
        <Figure
          label="positions"
          value={summary === null ? '–' : count(summary.positions)}
          hint="Positions stored since the log began"
          testId="positions-total"
        />
        <Figure
          label="per second"
          value={summary === null ? '–' : rate(summary.positionsPerSecond)}
          hint="Positions stored per second, now"
          testId="positions-per-second"
        />
        <Figure
          label="vehicles"
          value={vehicles === undefined ? '–' : count(vehicles)}
          hint={live ? 'Vehicles that reported lately' : 'Vehicles in view at the moment shown'}
          testId="vehicle-count"
        />
        <Figure
          label="quadrants"
          value={summary === null ? '–' : count(summary.quadrants)}
          hint="Quadrants with positions, each a topic of the log"
          testId="quadrant-count"
        />
        <ConnectionState />
      </Box>
      <Box sx={{ display: 'flex' }}>
        <Tooltip title={`${mode === 'dark' ? 'Light' : 'Dark'} (D)`}>
          <IconButton
            onClick={onMode}
            aria-label={mode === 'dark' ? 'Light mode' : 'Dark mode'}
            data-testid="toggle-mode"
          >
            {mode === 'dark' ? <SunIcon /> : <MoonIcon />}
          </IconButton>
        </Tooltip>
        <Tooltip title="Keyboard (?)">
          <IconButton onClick={onHelp} aria-label="Help" data-testid="help">
            <HelpIcon />
          </IconButton>
        </Tooltip>
      </Box>
    </Box>
  );
}
