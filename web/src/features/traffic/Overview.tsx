import { Box, Button, Paper, Typography } from '@mui/material';
import { useMemo, useState } from 'react';
import { BaseMap } from '../../map/BaseMap';
import { goTo, link } from '../../ui/address';
import { Card } from '../../ui/Card';
import { Command } from '../../ui/Command';
import { logAddress } from '../../ui/commands';
import { count, rate, some } from '../../ui/format';
import { ArrowIcon } from '../../ui/icons';
import { useMoment } from '../../ui/timebar/TimelineProvider';
import { useServerStatus } from '../../ui/ServerStatus';
import { traffic, useTrafficState } from './live';
import { viewOf } from './map/heatView';
import type { SceneSettings } from './map/scene';
import { StreetLayer } from './map/StreetLayer';
import { TrafficLayers } from './map/TrafficLayers';
import { MapPlaceholder } from './Placeholders';
import type { Source } from './api/types';
import { useDataBounds } from './useDataBounds';

const scene: SceneSettings = {
  heat: true,
  vehicles: true,
  heatOpacity: 0.8,
  heatRadius: 14,
  followed: null,
  hovered: null,
  track: null,
};

/** The traffic's map in small. */
export function TrafficMain() {
  const state = useTrafficState();
  const past = useMoment() !== null;
  const bounds = useDataBounds(state);
  const [failure, setFailure] = useState<string | null>(null);
  const target = useMemo(() => (bounds === null ? null : { bounds }), [bounds]);
  return (
    <Paper
      variant="outlined"
      component="section"
      aria-label="Traffic"
      sx={{
        overflow: 'hidden',
        display: 'flex',
        flexDirection: 'column',
        flex: 1,
        minHeight: { xs: 380, md: 420 },
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: 1, px: 2, py: 1 }}>
        <Box sx={{ flex: '1 1 180px' }}>
          <Typography variant="h6" component="h3">
            Traffic
          </Typography>
          <Typography variant="body2" color="text.secondary">
            {past
              ? 'Heat: where positions were reported in the minute before the moment shown. Arrows: where each vehicle was.'
              : 'Heat: where positions were reported lately. Arrows: where each vehicle is now.'}
          </Typography>
        </Box>
        <Button variant="contained" endIcon={<ArrowIcon />} {...link('/traffic')} sx={{ flexShrink: 0 }}>
          Open the map
        </Button>
      </Box>
      <Box sx={{ position: 'relative', flex: 1, minHeight: 220 }}>
        <BaseMap
          label="Traffic in small"
          target={target}
          padding={{ top: 20, left: 20, right: 20, bottom: 20 }}
          interactive={false}
          onView={(box, { zoom }) => {
            // Before the map has gone to the data it shows the world, of which nothing is wanted.
            if (target !== null) traffic.watch(viewOf(box, zoom));
          }}
          onFailure={setFailure}
        >
          <StreetLayer streets={state.streets} />
          <TrafficLayers traffic={traffic} settings={scene} />
        </BaseMap>
        <MapPlaceholder state={state} failure={failure} onPhone={() => goTo('/traffic')} />
      </Box>
    </Paper>
  );
}

export function TrafficBeside() {
  return (
    <>
      <SourcesCard />
      <ClientCard />
    </>
  );
}

function SourcesCard() {
  const { summary } = useTrafficState();
  const sources = summary?.sources ?? [];
  return (
    <Card title="Sources of positions" live>
      {summary !== null && sources.length === 0 && (
        <Typography variant="body2" color="text.secondary" data-testid="no-sources">
          {summary.positions === 0
            ? 'Nothing has reported yet.'
            : 'This server itself reads no source: the positions were written to the log by other programs.'}
        </Typography>
      )}
      {sources.map((source) => (
        <SourceLine key={`${source.kind} ${source.name}`} source={source} />
      ))}
      {summary !== null && summary.positions > 0 && (
        <Typography variant="body2" color="text.secondary" sx={{ mt: 1 }} data-testid="positions-kept">
          {some(summary.positions, 'position')} in the log, {rate(summary.positionsPerSecond)} more a second.
        </Typography>
      )}
    </Card>
  );
}

/** What a source does, where its name does not say so already. */
const kindWords = (kind: string) => (kind === 'api' || kind === 'phone' ? '' : kind);

function SourceLine({ source }: { source: Source }) {
  return (
    <Box sx={{ display: 'flex', gap: 1, alignItems: 'baseline', py: 0.25 }}>
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
          {[kindWords(source.kind), source.running ? '' : 'ended'].filter(Boolean).join(', ')}
        </Box>
      </Typography>
      <Typography variant="body2" sx={{ textAlign: 'right' }}>
        {count(source.events)}
        {source.badRows > 0 && (
          <Box component="span" sx={{ color: 'warning.main' }}>
            {' '}
            · {some(source.badRows, 'bad row')}
          </Box>
        )}
      </Typography>
    </Box>
  );
}

function ClientCard() {
  const { quadrants } = useTrafficState();
  const status = useServerStatus();
  const topic = quadrants[0]?.topic;
  const servers = logAddress(status) ?? quadrants[0]?.leader;
  if (!servers || topic === undefined) return null;
  return (
    <Card title="Read it with any Kafka client" says="The busiest quadrant, from the newest position on:">
      <Command text={`kcat -C -b ${servers} -t ${topic} -o end`} label="the kcat command" />
    </Card>
  );
}
