import { Box, Button, Paper, Typography } from '@mui/material';
import { useMemo, useState, type ReactNode } from 'react';
import { goTo, link } from '../../app/useRoute';
import { Command } from '../../ui/Command';
import { count, rate, span } from '../../ui/format';
import { ArrowIcon } from '../../ui/icons';
import { useScheme } from '../../ui/useScheme';
import { MapPane } from '../traffic/map/MapPane';
import type { SceneSettings } from '../traffic/map/trafficScene';
import { MapPlaceholder } from '../traffic/Placeholders';
import type { TrafficState } from '../traffic/state/trafficState';
import { useTraffic, useTrafficState } from '../traffic/TrafficProvider';
import { useDataBounds } from '../traffic/useDataBounds';

/** What Vicinity is, what runs, and the live map in small. */
export function OverviewPage() {
  const state = useTrafficState();
  return (
    <Box component="main" sx={{ overflow: 'auto', height: '100%', p: { xs: 1.5, md: 3 } }}>
      <Box
        sx={{
          maxWidth: 1320,
          mx: 'auto',
          display: 'flex',
          flexDirection: 'column',
          gap: 2,
          minHeight: '100%',
        }}
      >
        <Box>
          <Typography variant="h5" component="h2">
            Live positions, kept in a log, shown as a map
          </Typography>
          <Typography color="text.secondary" sx={{ maxWidth: 820 }}>
            Vehicles, phones and replayed traces report where they are. Each position is written to the log of
            its quadrant, acknowledged when it is on disk, and shown here within a moment. Any Kafka client
            can read and write the same log.
          </Typography>
        </Box>
        <Box
          sx={{
            display: 'grid',
            gridTemplateColumns: { xs: '1fr', md: 'minmax(0, 1fr) 360px' },
            gap: 2,
            flex: 1,
            alignItems: 'stretch',
          }}
        >
          <MapCard state={state} />
          <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
            <EngineCard state={state} />
            <SourcesCard state={state} />
            <ClientCard state={state} />
          </Box>
        </Box>
      </Box>
    </Box>
  );
}

function MapCard({ state }: { state: TrafficState }) {
  const traffic = useTraffic();
  const { mode } = useScheme();
  const bounds = useDataBounds(state);
  const [failure, setFailure] = useState<string | null>(null);
  const settings = useMemo<SceneSettings>(
    () => ({
      heat: true,
      vehicles: true,
      heatOpacity: 0.8,
      heatRadius: 14,
      mode,
      followed: null,
      hovered: null,
    }),
    [mode],
  );
  const target = useMemo(() => (bounds === null ? null : { bounds }), [bounds]);
  return (
    <Paper
      variant="outlined"
      sx={{ overflow: 'hidden', display: 'flex', flexDirection: 'column', minHeight: { xs: 380, md: 420 } }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, px: 2, py: 1 }}>
        <Box sx={{ flex: 1 }}>
          <Typography variant="h6" component="h3">
            Traffic
          </Typography>
          <Typography variant="body2" color="text.secondary">
            Heat: where positions were reported lately. Arrows: where each vehicle is now.
          </Typography>
        </Box>
        <Button variant="contained" endIcon={<ArrowIcon />} {...link('/traffic')} sx={{ flexShrink: 0 }}>
          Open the map
        </Button>
      </Box>
      <Box sx={{ position: 'relative', flex: 1 }}>
        <MapPane
          label="Live traffic in small"
          traffic={traffic}
          streets={state.streets}
          quadrants={state.quadrants}
          showQuadrants={false}
          chosenQuadrant={null}
          settings={settings}
          target={target}
          padding={{ top: 20, left: 20, right: 20, bottom: 20 }}
          interactive={false}
          onFailure={setFailure}
        />
        <MapPlaceholder state={state} failure={failure} onPhone={() => goTo('/traffic')} />
      </Box>
    </Paper>
  );
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper variant="outlined" component="section" sx={{ p: 2 }}>
      <Typography variant="h6" component="h3" gutterBottom>
        {title}
      </Typography>
      {children}
    </Paper>
  );
}

function Facts({ facts }: { facts: [name: string, value: string][] }) {
  return (
    <Box
      component="dl"
      sx={{ m: 0, display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 2, rowGap: 0.5 }}
    >
      {facts.map(([name, value]) => (
        <Box key={name} sx={{ display: 'contents' }}>
          <Typography component="dt" variant="body2" color="text.secondary">
            {name}
          </Typography>
          <Typography
            component="dd"
            variant="body2"
            sx={{ m: 0, textAlign: 'right', fontWeight: 600, overflowWrap: 'anywhere' }}
          >
            {value}
          </Typography>
        </Box>
      ))}
    </Box>
  );
}

function EngineCard({ state: { status, summary } }: { state: TrafficState }) {
  if (status === null) {
    return (
      <Card title="Log">
        <Typography variant="body2" color="text.secondary">
          Not known yet.
        </Typography>
      </Card>
    );
  }
  const facts: [string, string][] = [
    ['Engine', status.engine === 'kafka' ? 'Apache Kafka' : `Vicinity ${status.version}`],
    ['Running for', span(status.uptimeSeconds)],
    ['Positions', summary === null ? '–' : count(summary.positions)],
    ['per second', summary === null ? '–' : rate(summary.positionsPerSecond)],
    ['Quadrants', summary === null ? '–' : count(summary.quadrants)],
  ];
  if (status.nodeId !== null) facts.splice(1, 0, ['Node', String(status.nodeId)]);
  if (status.bootstrap) facts.splice(1, 0, ['Servers', status.bootstrap]);
  return (
    <Card title="Log">
      <Facts facts={facts} />
    </Card>
  );
}

function SourcesCard({ state: { summary } }: { state: TrafficState }) {
  const sources = summary?.sources ?? [];
  return (
    <Card title="Sources">
      {sources.length === 0 && (
        <Typography variant="body2" color="text.secondary">
          Nothing has reported yet.
        </Typography>
      )}
      {sources.map((source) => (
        <Box
          key={`${source.kind} ${source.name}`}
          sx={{ display: 'flex', gap: 1, alignItems: 'baseline', py: 0.25 }}
        >
          <Box
            aria-hidden
            sx={{
              width: 8,
              height: 8,
              borderRadius: 4,
              flexShrink: 0,
              bgcolor: source.running ? 'success.main' : 'text.disabled',
            }}
          />
          <Typography variant="body2" sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
            <b>{source.name}</b>{' '}
            <Box component="span" sx={{ color: 'text.secondary' }}>
              {source.kind}
              {source.running ? '' : ', ended'}
            </Box>
          </Typography>
          <Typography variant="body2" sx={{ textAlign: 'right' }}>
            {count(source.positions)}
            {source.badRows > 0 && (
              <Box component="span" sx={{ color: 'warning.main' }}>
                {' '}
                · {count(source.badRows)} bad rows
              </Box>
            )}
          </Typography>
        </Box>
      ))}
    </Card>
  );
}

function ClientCard({ state: { status, quadrants } }: { state: TrafficState }) {
  const topic = quadrants[0]?.topic;
  const servers = status?.kafkaAddress ?? status?.bootstrap ?? quadrants[0]?.leader;
  if (!servers || topic === undefined) return null;
  return (
    <Card title="Read it with any Kafka client">
      <Typography variant="body2" color="text.secondary">
        The busiest quadrant, from the newest position on:
      </Typography>
      <Command text={`kcat -C -b ${servers} -t ${topic} -o end`} label="the kcat command" />
    </Card>
  );
}
