import { Box, IconButton, Tooltip } from '@mui/material';
import { Brand } from '../ui/Brand';
import { HelpIcon, MoonIcon, SunIcon } from '../ui/icons';
import { ConnectionState } from './ConnectionState';
import type { FeatureStatus } from './feature';
import { Navigation } from './Navigation';
import type { Page } from './pages';

interface Props {
  page: Page;
  status: FeatureStatus | null;
  /** Whether the page's application does not run. */
  down: boolean;
  mode: 'light' | 'dark';
  onMode: () => void;
  onHelp: () => void;
}

export function TopBar({ page, status, down, mode, onMode, onHelp }: Props) {
  const Figures = page.feature?.Figures;
  return (
    <Box
      component="header"
      sx={{
        display: 'flex',
        alignItems: 'center',
        flexWrap: { xs: 'wrap', md: 'nowrap' },
        columnGap: { xs: 0.5, sm: 1.5, lg: 2.5 },
        px: { xs: 1, md: 2 },
        minHeight: 54,
        bgcolor: 'background.paper',
        borderBottom: 1,
        borderColor: 'divider',
        zIndex: 5,
      }}
    >
      <Brand />
      <Navigation page={page} />
      {Figures !== undefined && (
        <Box
          role="group"
          aria-label={`Figures of ${page.name}`}
          data-testid="figures"
          sx={{
            display: 'flex',
            flexWrap: 'wrap',
            columnGap: { xs: 1.5, md: 3 },
            alignItems: 'center',
            order: { xs: 5, md: 0 },
            width: { xs: '100%', md: 'auto' },
            justifyContent: { xs: 'space-between', md: 'flex-end' },
            py: { xs: 0.5, md: 0 },
            borderTop: { xs: '1px solid var(--mui-palette-divider)', md: 'none' },
          }}
        >
          <Figures />
        </Box>
      )}
      <Box sx={{ display: 'flex', alignItems: 'center', flexShrink: 0 }}>
        <ConnectionState status={status} down={down} live={page.live} />
        <Tooltip title={`${mode === 'dark' ? 'Light' : 'Dark'} (D)`}>
          <IconButton
            onClick={onMode}
            aria-label={mode === 'dark' ? 'Light mode' : 'Dark mode'}
            data-testid="toggle-mode"
            sx={{ ml: { xs: 0, sm: 0.5 } }}
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
