import { Box, Paper, Typography } from '@mui/material';
import { useEffect, useRef } from 'react';
import { useScheme } from '../../ui/useScheme';
import { symbolOf } from './field/drawing';
import { looks, states } from './state/look';

const size = 16;

/** Every symbol of the field with its meaning. */
export function Legend() {
  return (
    <Paper
      variant="outlined"
      component="ul"
      aria-label="Legend"
      sx={{ listStyle: 'none', m: 0, px: 1.25, py: 0.75, display: 'flex', flexWrap: 'wrap', columnGap: 1.5 }}
    >
      {states.map((state) => (
        <Box key={state} component="li" sx={{ display: 'flex', alignItems: 'center', gap: 0.5 }}>
          <Symbol state={state} hollow={false} />
          <Typography variant="caption">{looks[state].label}</Typography>
        </Box>
      ))}
      <Box component="li" sx={{ display: 'flex', alignItems: 'center', gap: 0.5 }}>
        <Symbol state="susceptible" hollow />
        <Typography variant="caption">hollow: lost, silent without a last word</Typography>
      </Box>
    </Paper>
  );
}

function Symbol({ state, hollow }: { state: keyof typeof looks; hollow: boolean }) {
  const { mode } = useScheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context == null) return;
    context.setTransform(2, 0, 0, 2, 0, 0);
    context.clearRect(0, 0, size, size);
    symbolOf(context, looks[state], size / 2, size / 2, 5, looks[state][mode], hollow);
  }, [state, hollow, mode]);
  return (
    <canvas
      ref={canvas}
      width={2 * size}
      height={2 * size}
      aria-hidden
      style={{ width: size, height: size }}
    />
  );
}
