import { Box, ButtonBase, Paper, Typography, useMediaQuery } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { useState } from 'react';
import { useStored } from '../../../ui/useStored';
import { densityAt, heatColour } from '../state/heatRamp';
import { speedClasses, unknownSpeed } from '../state/speedClasses';
import { trafficColours } from './trafficColours';

interface Props {
  mode: 'light' | 'dark';
  heat: boolean;
  vehicles: boolean;
  quadrants: boolean;
  /** What the lines of the map are: streets of a network, or the ways of a trace; null where there are none. */
  lines: 'street' | 'trace' | null;
  /** Density at the top of the heat's scale, positions per hectare; null while there is no heat. */
  top: number | null;
  /** How the heat is counted: what the density is a density of. */
  counted: string;
  /** True when a vehicle is followed or a track shown. */
  trail: boolean;
  /** True when only some of the vehicles are drawn. */
  thinned: boolean;
}

/** What the colours and shapes mean, in absolute units. On a narrow screen it is folded until it is wanted. */
export function Legend(props: Props) {
  const { mode, heat, vehicles, quadrants, lines, top, counted, trail, thinned } = props;
  const narrow = useMediaQuery(useTheme().breakpoints.down('md'));
  const [wide, setWide] = useStored('legend', true);
  const [sheet, setSheet] = useState(false);
  const open = narrow ? sheet : wide;
  const setOpen = narrow ? setSheet : setWide;
  // Sparse traffic is told by a larger area, in figures that can be read.
  const sparse = top !== null && top < 1;
  const c = trafficColours[mode];
  return (
    <Paper
      elevation={3}
      component="section"
      aria-label="Legend"
      data-testid="legend"
      sx={{ width: open ? { xs: 212, sm: 252 } : 'auto', opacity: 0.96, pointerEvents: 'auto' }}
    >
      <ButtonBase
        onClick={() => setOpen(!open)}
        aria-expanded={open}
        data-testid="legend-toggle"
        sx={{
          display: 'flex',
          justifyContent: 'space-between',
          gap: 1,
          width: '100%',
          px: 1.25,
          py: 0.75,
          fontWeight: 650,
          fontSize: '0.8rem',
          borderRadius: 2,
          '&:focus-visible': { outline: '2px solid', outlineOffset: -2 },
        }}
      >
        Legend
        <span aria-hidden>{open ? '−' : '+'}</span>
      </ButtonBase>
      {open && (
        <Box sx={{ px: 1.25, pb: 1.25, display: 'flex', flexDirection: 'column', gap: 1 }}>
          {heat && (
            <Box>
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
            </Box>
          )}
          {vehicles && (
            <Box>
              <Typography sx={{ fontWeight: 650, fontSize: '0.78rem' }}>Vehicles by speed, km/h</Typography>
              <Typography color="text.secondary" sx={{ fontSize: '0.75rem', mb: 0.5 }}>
                an arrow points where it drives, a dot tells no direction; pale: nothing reported for a minute
              </Typography>
              <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1, rowGap: 0.25 }}>
                {[...speedClasses, unknownSpeed].map((speed) => (
                  <Entry key={speed.label} label={speed.label}>
                    <g style={{ color: speed[mode] }}>
                      {speed === unknownSpeed ? (
                        <circle cx="12" cy="12" r="8" fill="currentColor" />
                      ) : (
                        <path d="M12 2l8 20-8-5-8 5z" fill="currentColor" transform="rotate(45 12 12)" />
                      )}
                    </g>
                  </Entry>
                ))}
              </Box>
              {thinned && (
                <Typography
                  color="text.secondary"
                  sx={{ fontSize: '0.75rem', mt: 0.5 }}
                  data-testid="thinned"
                >
                  Where many stand close together only some are drawn: zoom in for all.
                </Typography>
              )}
            </Box>
          )}
          <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.5, rowGap: 0.25 }}>
            {trail && (
              <Entry label="way of the chosen vehicle">
                <path
                  d="M2 18L10 8l5 6 7-9"
                  fill="none"
                  stroke={`rgb(${c.trail.slice(0, 3).join()})`}
                  strokeWidth="3"
                />
              </Entry>
            )}
            {quadrants && (
              <Entry label="border of a quadrant">
                <path d="M1 12h22" stroke={c.quadrant} strokeWidth="3" strokeDasharray="6 4" />
              </Entry>
            )}
            {lines !== null && (
              <Entry label={lines === 'street' ? 'street' : 'way of a recorded trace'}>
                <path d="M1 12h22" stroke={c.streetCasing} strokeWidth="12" />
                <path d="M1 12h22" stroke={lines === 'street' ? c.street : c.trace} strokeWidth="8" />
              </Entry>
            )}
          </Box>
        </Box>
      )}
    </Paper>
  );
}

function Entry({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.4, fontSize: '0.75rem' }}>
      <Box component="svg" viewBox="0 0 24 24" aria-hidden sx={{ width: 13, height: 13, flexShrink: 0 }}>
        {children}
      </Box>
      {label}
    </Box>
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
