import { Box, Button, IconButton, MenuItem, Select, Slider, Tooltip, Typography } from '@mui/material';
import { moment, span, timeOfDay } from '../format';
import { PauseIcon, PlayIcon } from '../icons';
import { colourOf, HistoryCurve } from './HistoryCurve';
import { speeds, type Speed } from './timeline';
import { useTimeline } from './TimelineProvider';

interface Props {
  /** The server's clock, Unix milliseconds. */
  now: number;
  /** False when the live picture stands still because the server is away. */
  flowing: boolean;
}

/** Live, or any moment of the kept history: the same bar on every page. */
export function TimeBar({ now, flowing }: Props) {
  const { timeline, dispatch, histories: series } = useTimeline();
  const counted = series
    .map(({ name, keeps = '', amounts }, i) => ({ name, keeps, i, shown: amounts.length > 0 }))
    .filter((s) => s.shown);
  const { mode, at, playing, speed, range } = timeline;
  const live = mode === 'live';
  const shown = live ? now : at;
  return (
    <Box
      component="section"
      aria-label="Time"
      data-testid="time-bar"
      data-mode={mode}
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: 'auto auto auto 1fr', md: 'auto auto auto minmax(0,1fr) 176px' },
        alignItems: 'center',
        columnGap: { xs: 1, md: 1.5 },
        px: { xs: 1, md: 2 },
        py: 0.75,
        bgcolor: 'background.paper',
        borderTop: 1,
        borderColor: 'divider',
        zIndex: 5,
      }}
    >
      <Tooltip title="Back to live (L)">
        <Button
          size="small"
          variant={live ? 'contained' : 'outlined'}
          color={live && flowing ? 'success' : 'inherit'}
          onClick={() => dispatch({ type: 'live' })}
          aria-pressed={live}
          data-testid="time-live"
          sx={{ minWidth: 68, gap: 0.75 }}
        >
          <Box
            component="span"
            sx={{
              width: 8,
              height: 8,
              borderRadius: 4,
              bgcolor: 'currentColor',
            }}
          />
          Live
        </Button>
      </Tooltip>
      <Tooltip title={playing ? 'Pause (space)' : 'Play (space)'}>
        <span>
          <IconButton
            onClick={() => dispatch({ type: 'toggle' })}
            disabled={range === null}
            aria-label={playing ? 'Pause' : 'Play'}
            data-testid="time-play"
            size="small"
            sx={{ border: 1, borderColor: 'divider' }}
          >
            {playing ? <PauseIcon /> : <PlayIcon />}
          </IconButton>
        </span>
      </Tooltip>
      <Select
        size="small"
        variant="outlined"
        value={speed}
        onChange={(event) => dispatch({ type: 'speed', speed: Number(event.target.value) as Speed })}
        inputProps={{ 'aria-label': 'Speed of play' }}
        data-testid="time-speed"
        sx={{ '& .MuiSelect-select': { py: 0.4, pl: 1.2 }, fontSize: '0.85rem' }}
      >
        {speeds.map((s) => (
          <MenuItem key={s} value={s}>
            {s}×
          </MenuItem>
        ))}
      </Select>
      <Box
        sx={{
          textAlign: 'right',
          order: { xs: 0, md: 1 },
          minWidth: 0,
        }}
      >
        <Typography noWrap sx={{ fontWeight: 650, lineHeight: 1.2 }} data-testid="time-label">
          {moment(shown, now)}
        </Typography>
        <Typography noWrap color="text.secondary" sx={{ fontSize: '0.75rem', lineHeight: 1.2 }}>
          {live ? (flowing ? 'now' : 'last known state') : `${span((now - at) / 1000)} ago`}
        </Typography>
      </Box>
      <Box sx={{ gridColumn: { xs: '1 / -1', md: 'auto' }, order: { xs: 1, md: 0 }, minWidth: 0, px: 1 }}>
        {range === null ? (
          <Typography color="text.secondary" variant="body2" sx={{ py: 1 }}>
            No history is kept yet.
          </Typography>
        ) : (
          <Box sx={{ position: 'relative' }}>
            <HistoryCurve series={series} range={range} />
            <Slider
              aria-label="Moment of the history"
              data-testid="time-slider"
              min={range.start}
              max={range.end}
              step={1000}
              value={live ? range.end : at}
              onChange={(_, value) => dispatch({ type: 'seek', at: value as number })}
              getAriaValueText={(value) => (live ? 'live' : timeOfDay(value))}
              valueLabelDisplay="auto"
              valueLabelFormat={(value) => (live ? 'live' : timeOfDay(value))}
              color={live ? 'success' : 'primary'}
              size="small"
              sx={{
                position: 'absolute',
                left: 0,
                top: 18,
                // For a finger the slider is higher; its line stays where it is, above the times.
                '@media (pointer: coarse)': { top: 11 },
                '& .MuiSlider-rail': { opacity: 0.3 },
                // The value moves on by itself: an easing that starts anew with each step would never arrive.
                '& .MuiSlider-thumb, & .MuiSlider-track': { transition: 'none' },
                '& .MuiSlider-thumb': {
                  width: 14,
                  height: 14,
                  border: 2,
                  borderColor: 'background.paper',
                  // Its reach for a finger stays within the window.
                  '&::after': { width: 30, height: 40 },
                },
              }}
            />
            <Box
              sx={{
                display: 'flex',
                justifyContent: 'space-between',
                gap: 1,
                pt: 0.75,
                color: 'text.secondary',
              }}
            >
              <Typography variant="caption">{moment(range.start, now)}</Typography>
              {range.of !== undefined && (
                <Typography
                  variant="caption"
                  noWrap
                  title={`The time of ${range.of} alone`}
                  data-testid="time-of"
                  sx={{ minWidth: 0 }}
                >
                  only {range.of}
                </Typography>
              )}
              <Box sx={{ display: { xs: 'none', sm: 'flex' }, gap: 1.5 }} data-testid="history-names">
                {counted.map(({ name, keeps, i }) => (
                  <Tooltip key={name} title={keeps}>
                    <Typography
                      tabIndex={keeps === '' ? undefined : 0}
                      variant="caption"
                      sx={{ display: 'flex', alignItems: 'center', gap: 0.5 }}
                    >
                      <Box
                        component="span"
                        sx={{ width: 10, height: 10, borderRadius: 0.5, opacity: 0.6 }}
                        style={{ background: colourOf(i) }}
                      />
                      {name} kept
                    </Typography>
                  </Tooltip>
                ))}
              </Box>
              <Typography variant="caption">{moment(range.end, now)}</Typography>
            </Box>
          </Box>
        )}
      </Box>
    </Box>
  );
}
