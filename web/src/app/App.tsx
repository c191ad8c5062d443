import { Box, CssBaseline } from '@mui/material';
import { ThemeProvider } from '@mui/material/styles';
import { useEffect, useState } from 'react';
import { trafficApi } from '../api/traffic';
import { ClusterProvider } from '../features/cluster/ClusterProvider';
import { TrafficBanner } from '../features/traffic/TrafficBanner';
import { TrafficProvider, useTraffic, useTrafficState } from '../features/traffic/TrafficProvider';
import { HelpDialog } from '../ui/HelpDialog';
import { theme } from '../ui/theme';
import { TimeBar } from '../ui/timebar/TimeBar';
import { TimelineProvider, useTimeline } from '../ui/timebar/TimelineProvider';
import { useNow } from '../ui/useNow';
import { useScheme } from '../ui/useScheme';
import { useShortcuts } from '../ui/useShortcuts';
import { pageAt } from './pages';
import { TopBar } from './TopBar';
import { useRoute } from './useRoute';

export function App() {
  return (
    <ThemeProvider theme={theme} defaultMode="system">
      <CssBaseline />
      <TimelineProvider loadHistory={trafficApi.history}>
        <TrafficProvider>
          <ClusterProvider>
            <Shell />
          </ClusterProvider>
        </TrafficProvider>
      </TimelineProvider>
    </ThemeProvider>
  );
}

function Shell() {
  const page = pageAt(useRoute());
  const { mode, toggle } = useScheme();
  const { dispatch } = useTimeline();
  const [help, setHelp] = useState(false);
  const Content = page.content;

  useEffect(() => {
    document.title = `${page.name} · Vicinity`;
  }, [page]);

  const step = (sign: number) => (event: KeyboardEvent) =>
    dispatch({ type: 'step', by: sign * (event.shiftKey ? 60_000 : 10_000) });
  useShortcuts({
    ' ': () => dispatch({ type: 'toggle' }),
    l: () => dispatch({ type: 'live' }),
    ArrowLeft: step(-1),
    ArrowRight: step(1),
    d: toggle,
    '?': () => setHelp(true),
  });

  return (
    <Box sx={{ height: '100dvh', display: 'grid', gridTemplateRows: 'auto auto minmax(0, 1fr) auto' }}>
      <TopBar page={page} mode={mode} onMode={toggle} onHelp={() => setHelp(true)} />
      <div>
        <TrafficBanner />
      </div>
      <Content />
      <Clock />
      <HelpDialog open={help} onClose={() => setHelp(false)} />
    </Box>
  );
}

function Clock() {
  const traffic = useTraffic();
  const { link, heardAt, summary } = useTrafficState();
  const now = useNow(500);
  const flowing = link.kind === 'live' && summary?.delayed !== true;
  // While the server is away its last known moment stays on the clock.
  const shown = flowing || heardAt === null ? now : heardAt;
  return <TimeBar now={shown + traffic.clockOffset} flowing={flowing} />;
}
