import { Box, Typography } from '@mui/material';
import { fewer, type Bar } from './fewer';

const mostBars = 60;

interface BarsProps {
  title: string;
  bars: readonly Bar[];
  axis: string;
  line?: number;
  digits: number;
}

/** Numbers as bars; each tells itself in words. */
export function Bars({ title, bars, axis, line, digits }: BarsProps) {
  if (bars.length === 0) return null;
  const shown = fewer(
    bars,
    mostBars,
    line === undefined ? (v) => v.reduce((a, b) => a + b, 0) : (v) => Math.max(...v),
  );
  const most = Math.max(line === undefined ? 1 : line * 1.2, ...shown.map(({ value }) => value));
  const highest = Math.max(0, ...shown.map(({ value }) => value));
  const height = 64;
  const width = 100 / shown.length;
  return (
    <Box component="figure" sx={{ m: 0, mt: 1.5 }}>
      <Typography component="figcaption" variant="subtitle2">
        {title} (highest bar: {highest.toFixed(digits)})
      </Typography>
      <svg
        viewBox={`0 0 100 ${height}`}
        preserveAspectRatio="none"
        width="100%"
        height={height}
        role="img"
        aria-label={`${title}: ${shown
          .slice(0, 12)
          .map(({ words }) => words)
          .join('; ')}`}
        style={{ display: 'block', background: 'var(--mui-palette-action-hover)' }}
      >
        {shown.map(({ name, value, words }, i) => (
          <rect
            key={name}
            x={i * width + width * 0.08}
            width={width * 0.84}
            y={height - (value / most) * height}
            height={(value / most) * height}
            fill="var(--mui-palette-primary-main)"
          >
            <title>{words}</title>
          </rect>
        ))}
        {line !== undefined && (
          <line
            x1={0}
            x2={100}
            y1={height - (line / most) * height}
            y2={height - (line / most) * height}
            stroke="var(--mui-palette-text-primary)"
            strokeDasharray="4 3"
            vectorEffect="non-scaling-stroke"
          />
        )}
      </svg>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 1, color: 'text.secondary' }}>
        <Typography variant="caption">{shown[0]!.name}</Typography>
        <Typography variant="caption" sx={{ textAlign: 'center' }}>
          {axis}
        </Typography>
        <Typography variant="caption">{shown.at(-1)!.name}</Typography>
      </Box>
    </Box>
  );
}
