import { Box, CssBaseline } from '@mui/material';
import { ThemeProvider } from '@mui/material/styles';
import { Fragment, useEffect, useState, type ReactNode } from 'react';
import { parameter, setParameter, useRoute } from '../ui/address';
import { useShortcuts } from '../ui/shortcuts';
import { lowWindow, theme } from '../ui/theme';
import { TimeBar } from '../ui/timebar/TimeBar';
import { serverHistory } from '../ui/timebar/serverHistory';
import { TimelineProvider, useMoment, useTimeline } from '../ui/timebar/TimelineProvider';
import { useNow } from '../ui/useNow';
import { useScheme } from '../ui/useScheme';
import { ServerStatusProvider, useServerStatus } from '../ui/ServerStatus';
import { ApplicationBanner } from './ApplicationBanner';
import { answering, applicationOf } from './applications';
import { DownPage } from './DownPage';
import type { FeatureStatus } from './feature';
import { features } from './features';
import { HelpDialog } from './HelpDialog';
import { pageAt, usePages } from './pages';
import { ServerBanner } from './ServerBanner';
import { SkipLink } from './SkipLink';
import { gravest, isFlowing } from './status';
import { TopBar } from './TopBar';

const sources = [
  serverHistory,
  ...features.flatMap(({ history }) => (history === undefined ? [] : [history])),
];

export function App() {
  const at = Number(parameter('at') ?? NaN);
  return (
    <ThemeProvider theme={theme} defaultMode="system">
      <CssBaseline />
      <ServerStatusProvider>
        <TimelineProvider sources={sources} first={Number.isFinite(at) ? at : null}>
          <Providers>
            <Shell />
          </Providers>
        </TimelineProvider>
      </ServerStatusProvider>
    </ThemeProvider>
  );
}

function Providers({ children }: { children: ReactNode }) {
  return answering(features, useServerStatus()).reduceRight<ReactNode>(
    (inside, { Provider = Fragment }) => <Provider>{inside}</Provider>,
    children,
  );
}

function Shell() {
  const path = useRoute();
  const page = pageAt(usePages(), path);
  const server = useServerStatus();
  const { mode, toggle } = useScheme();
  const { timeline, dispatch } = useTimeline();
  const moment = useMoment();
  const [help, setHelp] = useState(false);
  // The list of features never changes, so neither does the order of their hooks.
  const all = features.map(({ useStatus }) => useStatus?.() ?? null);
  // What is asked of an application that does not run says nothing of the server.
  const asked = answering(features, server);
  const statuses = all.map((status, i) => (asked.includes(features[i]!) ? status : null));
  const status =
    page.feature === null ? gravest(statuses) : (statuses[features.indexOf(page.feature)] ?? null);
  const application = applicationOf(page, server);
  const { Content } = page;
  const Banner = page.feature?.Banner;

  // Pages ask before it is known what the server runs; those of which it runs nothing stop then.
  useEffect(() => {
    for (const feature of features) if (!asked.includes(feature)) feature.rest?.();
  }, [server]);

  useEffect(() => {
    document.title = `${page.name} · Vicinity`;
  }, [page]);

  // The address tells the moment; one that plays is written where it stands.
  const shown = moment === null ? null : String(Math.floor(moment / 1000) * 1000);
  useEffect(() => setParameter('at', shown), [shown, path]);

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
    <Box
      data-mode={timeline.mode}
      sx={{
        height: '100dvh',
        display: 'grid',
        gridTemplateColumns: 'minmax(0, 1fr)',
        gridTemplateRows: 'auto auto minmax(0, 1fr) auto',
        [`@media ${lowWindow}`]: { height: 'auto', gridTemplateRows: 'auto auto 420px auto' },
      }}
    >
      <SkipLink />
      <TopBar
        page={page}
        status={status}
        down={application?.state === 'down'}
        mode={mode}
        onMode={toggle}
        onHelp={() => setHelp(true)}
      />
      <div>
        <ServerBanner status={status} />
        <ApplicationBanner name={page.name} application={application} />
        {Banner !== undefined && <Banner />}
      </div>
      <Box id="content" tabIndex={-1} sx={{ minHeight: 0, outline: 'none', position: 'relative' }}>
        {application?.answers === false ? <DownPage name={page.name} /> : <Content />}
      </Box>
      <Clock status={status ?? gravest(statuses)} />
      <HelpDialog open={help} onClose={() => setHelp(false)} />
    </Box>
  );
}

function Clock({ status }: { status: FeatureStatus | null }) {
  const now = useNow(500);
  const flowing = isFlowing(status);
  const heardAt = status?.heardAt ?? null;
  // While the server is away its last known moment stays on the clock.
  const shown = flowing || heardAt === null ? now : heardAt;
  return <TimeBar now={shown + (status?.clockOffset ?? 0)} flowing={flowing} />;
}
