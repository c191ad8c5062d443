import { Box, Paper, Typography } from '@mui/material';
import { densityAt, heatColour } from '../state/heatRamp';
import { speedClasses, unknownSpeed } from '../state/speedClasses';

interface Props {
  mode: 'light' | 'dark';
  heat: boolean;
  vehicles: boolean;
  /** Density at the top of the heat's scale, positions per hectare; null while there is no heat. */
  top: number | null;
  /** How the heat is counted: what the density is a density of. */
  counted: string;
}

/** What the colours mean, in absolute units. */
export function Legend({ mode, heat, vehicles, top, counted }: Props) {
  if (!heat && !vehicles) return null;
  // Sparse traffic is told by a larger area, in figures that can be read.
  const sparse = top !== null && top < 1;
  return (
    <Paper
      elevation={3}
      component="section"
      aria-label="Legend"
      data-testid="legend"
      sx={{ p: 1.25, width: { xs: 200, sm: 252 }, opacity: 0.96, pointerEvents: 'auto' }}
    >
      {heat && (
        <>
          <Typography sx={{ fontWeight: 650, fontSize: '0.78rem' }}>
            Positions per {sparse ? 'km²' : 'hectare'}
          </Typography>
          <Typography color="text.secondary" sx={{ fontSize: '0.75rem', mb: 0.5 }}>
            {counted}
          </Typography>
          <Box
            sx={{
              height: 10,
              borderRadius: 1,
              border: 1,
              borderColor: 'divider',
              background: gradient(mode),
            }}
          />
          <Box
            sx={{ display: 'flex', justifyContent: 'space-between', fontSize: '0.75rem' }}
            data-testid="heat-scale"
          >
            {[0, 0.25, 0.5, 0.75, 1].map((share) => (
              <span key={share}>
                {top === null ? '–' : figure(densityAt(share, top) * (sparse ? 100 : 1))}
              </span>
            ))}
          </Box>
        </>
      )}
      {vehicles && (
        <>
          <Typography sx={{ fontWeight: 650, fontSize: '0.78rem', mt: heat ? 1 : 0, mb: 0.25 }}>
            Vehicles by speed, km/h
          </Typography>
          <Typography color="text.secondary" sx={{ fontSize: '0.75rem', mb: 0.5 }}>
            pale: nothing reported for a minute
          </Typography>
          <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1, rowGap: 0.25 }}>
            {[...speedClasses, unknownSpeed].map((speed) => (
              <Box
                key={speed.label}
                sx={{ display: 'flex', alignItems: 'center', gap: 0.4, fontSize: '0.75rem' }}
              >
                <Box
                  component="svg"
                  viewBox="0 0 24 24"
                  aria-hidden
                  sx={{ width: 12, height: 12, color: speed[mode], transform: 'rotate(45deg)' }}
                >
                  {speed === unknownSpeed ? (
                    <circle cx="12" cy="12" r="7" fill="currentColor" />
                  ) : (
                    <path d="M12 2l8 20-8-5-8 5z" fill="currentColor" />
                  )}
                </Box>
                {speed.label}
              </Box>
            ))}
          </Box>
        </>
      )}
    </Paper>
  );
}

function gradient(mode: 'light' | 'dark'): string {
  const stops = [0, 0.2, 0.4, 0.6, 0.8, 1].map((share) => {
    const [r, g, b, a] = heatColour(share, mode);
    return `rgba(${r},${g},${b},${a / 255}) ${share * 100}%`;
  });
  return `linear-gradient(90deg, ${stops.join(', ')})`;
}

function figure(value: number): string {
  if (value === 0) return '0';
  return value >= 10 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}
