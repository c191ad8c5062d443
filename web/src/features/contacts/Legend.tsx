import { Box, Paper, Typography } from '@mui/material';
import { useEffect, useRef } from 'react';
import { useScheme } from '../../ui/useScheme';
import type { Health } from './api/contacts';
import { svgOf } from './field/pictures';
import { symbolOf } from './field/symbols';
import { looks, states } from './state/look';

const size = 16;

/** Every symbol of the field with its meaning; of recorded people also what is shaded. */
export function Legend({ realism, recorded }: { realism: boolean; recorded: boolean }) {
  return (
    <Paper
      variant="outlined"
      component="ul"
      aria-label="Legend"
      data-testid="contacts-legend"
      sx={{
        listStyle: 'none',
        m: 0,
        px: 1,
        py: 0.5,
        display: 'flex',
        flexWrap: 'wrap',
        columnGap: 1.25,
        alignItems: 'center',
        width: 'fit-content',
        maxWidth: '100%',
        boxSizing: 'border-box',
      }}
    >
      {states.map((state) => (
        <Entry key={state} text={looks[state].label}>
          {realism ? <Picture state={state} /> : <Symbol state={state} />}
        </Entry>
      ))}
      <Entry text={realism ? 'pale: lost' : 'hollow: lost'}>
        {realism ? <Picture state="susceptible" pale /> : <Symbol state="susceptible" hollow />}
      </Entry>
      <Entry text="framed: isolated">
        <Symbol state="susceptible" framed />
      </Entry>
      {recorded && (
        <Entry text="shaded: where people walked">
          <Box
            aria-hidden
            sx={(theme) => ({
              width: 14,
              height: 14,
              border: '1px solid',
              borderColor: 'text.secondary',
              bgcolor: 'rgb(222 236 236)',
              ...theme.applyStyles('dark', { bgcolor: 'rgb(32 54 60)' }),
            })}
          />
        </Entry>
      )}
    </Paper>
  );
}

function Entry({ text, children }: { text: string; children: React.ReactNode }) {
  return (
    <Box component="li" sx={{ display: 'flex', alignItems: 'center', gap: 0.5 }}>
      {children}
      <Typography variant="caption">{text}</Typography>
    </Box>
  );
}

function Picture({ state, pale = false }: { state: Health; pale?: boolean }) {
  return (
    <img
      alt=""
      width={20}
      height={20}
      style={{ opacity: pale ? 0.45 : 1 }}
      src={`data:image/svg+xml,${encodeURIComponent(svgOf(state))}`}
    />
  );
}

/** The symbol of a state, as the field draws it. */
export function Symbol({
  state,
  hollow = false,
  framed = false,
}: {
  state: Health;
  hollow?: boolean;
  framed?: boolean;
}) {
  const { mode } = useScheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context == null) return;
    context.setTransform(2, 0, 0, 2, 0, 0);
    context.clearRect(0, 0, size, size);
    symbolOf(
      context,
      looks[state],
      size / 2,
      size / 2,
      framed ? 4.5 : 5.5,
      looks[state][mode],
      hollow,
      framed,
    );
  }, [state, hollow, framed, mode]);
  return (
    <canvas
      ref={canvas}
      width={2 * size}
      height={2 * size}
      aria-hidden
      style={{ width: size, height: size, flexShrink: 0 }}
    />
  );
}
