import { Box, Button, Paper, Typography } from '@mui/material';
import { useEffect } from 'react';
import { link } from '../../ui/address';
import { some } from '../../ui/format';
import { ArrowIcon } from '../../ui/icons';
import { useMoment } from '../../ui/timebar/TimelineProvider';
import { BandCurves } from './curves/BandCurves';
import { weather as live, useWeatherState } from './live';

const coefficients = ['wellness', 'pollution'] as const;
const mostShown = 90;

/** Both coefficients in small; nothing before the first window is closed. */
export function WeatherMain() {
  const { windows, watched, status } = useWeatherState();
  const at = useMoment();
  useEffect(() => live.start(), []);
  const shown = coefficients.filter((quantity) => (windows[quantity]?.length ?? 0) > 1);
  if (shown.length === 0 || status === null) return null;
  const { live: inTime, late, silent } = status.sensors;
  const of = watched.scope === 'all' ? 'all sensors' : `${watched.scope} ${watched.name}`;
  return (
    <Paper variant="outlined" component="section" aria-label="Weather" sx={{ overflow: 'hidden' }}>
      <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: 1, px: 2, py: 1 }}>
        <Box sx={{ flex: '1 1 180px', minWidth: 0 }}>
          <Typography variant="h6" component="h3">
            Weather
          </Typography>
          <Typography variant="body2" color="text.secondary" data-testid="weather-overview">
            {at === null
              ? `${some(inTime + late, 'sensor')} reporting${silent > 0 ? `, ${silent} silent` : ''}; how good the air is, ${of}.`
              : `How good the air was, ${of}.`}
          </Typography>
        </Box>
        <Button variant="contained" endIcon={<ArrowIcon />} {...link('/weather')} sx={{ flexShrink: 0 }}>
          Open the weather
        </Button>
      </Box>
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'repeat(2, minmax(0, 1fr))' },
          gap: 1.5,
          px: 2,
          pb: 1.5,
        }}
      >
        {shown.map((quantity) => (
          <BandCurves
            key={quantity}
            quantity={quantity}
            windows={windows[quantity]!}
            of={of}
            at={at}
            height={120}
            most={mostShown}
          />
        ))}
      </Box>
    </Paper>
  );
}
