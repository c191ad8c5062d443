import { Box, IconButton, Paper, ToggleButton, ToggleButtonGroup, Typography } from '@mui/material';
import { quadkeyOf } from '../../../geo/tiles';
import { count, heading, kmh, metres, span } from '../../../ui/format';
import type { Track } from '../state/track';
import { trackSpans } from '../useTrack';
import { CloseIcon } from '../../../ui/icons';
import { useNow } from '../../../ui/useNow';
import type { LiveTraffic } from '../state/liveTraffic';

interface Props {
  traffic: LiveTraffic;
  vehicle: string;
  quadrantZoom: number;
  /** Moment against which the age is told, Unix milliseconds; null: now. */
  at: number | null;
  onClose?: () => void;
  /** The shown way; null while there is none. */
  track?: Track | null;
  trackError?: string | null;
  /** Seconds of the shown way; null for what was seen of it. */
  trackSpan?: number | null;
  onTrack?: (span: number | null) => void;
}

/** A vehicle in words and figures: beside the pointer, or at the side of the map while it is followed. */
export function VehicleCard(props: Props) {
  const { traffic, vehicle, quadrantZoom, at, onClose, track, trackError, trackSpan = null, onTrack } = props;
  const now = useNow(500);
  const { vehicles } = traffic;
  const slot = vehicles.slotOf(vehicle);
  if (slot === undefined) return null;
  const [lon, lat] = vehicles.position(slot, performance.now());
  const age = ((at ?? now + traffic.clockOffset) - vehicles.timestamps[slot]!) / 1000;
  return (
    <Paper
      elevation={6}
      data-testid={onClose ? 'followed-vehicle' : 'vehicle-tooltip'}
      sx={{
        px: 1.5,
        py: 1,
        minWidth: 190,
        maxWidth: 'calc(100vw - 72px)',
        pointerEvents: onClose ? 'auto' : 'none',
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <Typography sx={{ fontWeight: 700, flex: 1, overflowWrap: 'anywhere' }}>
          {onClose ? `Following ${vehicle}` : vehicle}
        </Typography>
        {onClose && (
          <IconButton size="small" onClick={onClose} aria-label="Stop following" sx={{ mr: -1 }}>
            <CloseIcon />
          </IconButton>
        )}
      </Box>
      <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 1.5 }}>
        <Entry name="Speed" value={kmh(vehicles.speed(slot))} />
        <Entry name="Heading" value={heading(vehicles.heading(slot))} />
        <Entry name="Reported" value={`${span(age)} ago`} />
        <Entry name="Quadrant" value={quadkeyOf(lon, lat, quadrantZoom)} />
        {onClose && <Entry name="Position" value={`${lat.toFixed(5)}, ${lon.toFixed(5)}`} />}
      </Box>
      {onTrack && (
        <Box sx={{ mt: 0.75 }}>
          <Typography id="track-label" color="text.secondary" sx={{ fontSize: '0.78rem', mb: 0.25 }}>
            Way {at === null ? 'of the last minutes' : 'of the minutes before'}
          </Typography>
          <ToggleButtonGroup
            exclusive
            size="small"
            value={trackSpan}
            onChange={(_, span: number | null) => onTrack(span)}
            aria-labelledby="track-label"
            data-testid="track-span"
            sx={{ '& button': { py: 0.1, px: 1 } }}
          >
            {trackSpans.map((span) => (
              <ToggleButton
                key={span}
                value={span}
                aria-label={span === 60 ? '1 minute' : `${span / 60} minutes`}
              >
                {span / 60}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
          <Typography role="status" data-testid="track-told" sx={{ fontSize: '0.78rem', minHeight: '1.4em' }}>
            {trackError ??
              (trackSpan === null
                ? ''
                : track == null
                  ? 'reading…'
                  : track.pieces.length === 0
                    ? 'stood still, or nothing is kept'
                    : `${metres(track.metres)}, ${count(track.reports)} reports`)}
          </Typography>
        </Box>
      )}
      {!onClose && (
        <Typography color="text.secondary" sx={{ fontSize: '0.75rem', mt: 0.25 }}>
          Click to follow
        </Typography>
      )}
    </Paper>
  );
}

function Entry({ name, value }: { name: string; value: string }) {
  return (
    <>
      <Typography component="dt" color="text.secondary" sx={{ fontSize: '0.78rem' }}>
        {name}
      </Typography>
      <Typography component="dd" sx={{ m: 0, fontSize: '0.78rem', textAlign: 'right' }}>
        {value}
      </Typography>
    </>
  );
}
