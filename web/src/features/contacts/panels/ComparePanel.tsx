import { Box, Checkbox, FormControlLabel, MenuItem, TextField, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import { isAbort } from '../../../api/http';
import { count } from '../../../ui/format';
import { useScheme } from '../../../ui/useScheme';
import { contactsApi, type Counts, type Health, type Simulation } from '../api/contacts';
import { comparedLines, summaryOf, type ComparedRun } from '../curves/compare';
import { looks, states } from '../state/look';

interface Props {
  simulations: readonly Simulation[];
  compared: readonly string[];
  onCompared: (names: readonly string[]) => void;
}

export const mostCompared = 6;
const height = 160;
const width = 360;
const points = 300;
const every = 4000;

/** Lines told apart by colour and by dash (after Okabe and Ito). */
const lines = [
  { light: '#0072b2', dark: '#56b4e9', dash: '' },
  { light: '#b35c00', dark: '#ffc078', dash: '8 4' },
  { light: '#007a5a', dark: '#4fd1a5', dash: '2 4' },
  { light: '#9b4087', dark: '#e599d0', dash: '10 3 2 3' },
  { light: '#16212a', dark: '#e6edf2', dash: '5 2' },
  { light: '#7a6a00', dark: '#f0e442', dash: '1 3' },
];

/** Curves of several runs over each other, by the ticks since their begins, and what each came to. */
export function ComparePanel({ simulations, compared, onCompared }: Props) {
  const { mode } = useScheme();
  const [state, setState] = useState<Health | 'deadInfected'>('infected');
  const curves = useTimelines(compared);
  const runs: ComparedRun[] = compared.map((name) => ({ name, points: curves.get(name) ?? [] }));
  const { paths, most, from, to } = comparedLines(runs, state, width, height);
  const label = state === 'deadInfected' ? 'dead zombies' : looks[state].label;
  const toggle = (name: string, wanted: boolean) =>
    onCompared(wanted ? [...compared, name] : compared.filter((other) => other !== name));
  return (
    <>
      <Typography variant="body2" color="text.secondary" sx={{ mb: 1 }}>
        Choose at most {mostCompared} simulations. Their curves lie over each other, by ticks.
      </Typography>
      <Box
        component="ul"
        aria-label="Simulations to compare"
        sx={{ listStyle: 'none', m: 0, p: 0, maxHeight: 180, overflow: 'auto', mb: 1.5 }}
      >
        {simulations.slice(0, 100).map(({ name }) => (
          <Box component="li" key={name}>
            <FormControlLabel
              control={
                <Checkbox
                  size="small"
                  checked={compared.includes(name)}
                  disabled={!compared.includes(name) && compared.length >= mostCompared}
                  onChange={(event) => toggle(name, event.target.checked)}
                  slotProps={{ input: { 'data-testid': 'compare-run', 'data-simulation': name } as never }}
                />
              }
              label={name}
              slotProps={{ typography: { variant: 'body2', sx: { overflowWrap: 'anywhere' } } }}
            />
          </Box>
        ))}
      </Box>
      <TextField
        select
        size="small"
        label="Curve"
        value={state}
        onChange={(event) => setState(event.target.value as Health | 'deadInfected')}
        sx={{ minWidth: 150, mb: 1 }}
      >
        {states.map((each) => (
          <MenuItem key={each} value={each}>
            {looks[each].label}
          </MenuItem>
        ))}
        <MenuItem value="deadInfected">dead zombies</MenuItem>
      </TextField>
      {compared.length === 0 ? (
        <Typography variant="body2">No simulation is chosen.</Typography>
      ) : (
        <>
          <Typography variant="caption" component="p" color="text.secondary" sx={{ m: 0 }}>
            {label}, at most {count(most)}
          </Typography>
          <svg
            viewBox={`0 0 ${width} ${height}`}
            preserveAspectRatio="none"
            width="100%"
            height={height}
            role="img"
            aria-label={`${label} over ticks ${from} to ${to} of ${compared.join(', ')}`}
            data-testid="compare-curves"
            style={{ display: 'block', background: 'var(--mui-palette-action-hover)' }}
          >
            {paths.map((path, i) => (
              <path
                key={compared[i]}
                d={path}
                fill="none"
                stroke={lines[i]![mode]}
                strokeWidth={2.2}
                strokeDasharray={lines[i]!.dash}
                vectorEffect="non-scaling-stroke"
              />
            ))}
          </svg>
          <Box sx={{ display: 'flex', justifyContent: 'space-between', color: 'text.secondary' }}>
            <Typography variant="caption">tick {count(from)}</Typography>
            <Typography variant="caption">tick {count(to)}</Typography>
          </Box>
          <Results runs={runs} mode={mode} />
        </>
      )}
    </>
  );
}

function Results({ runs, mode }: { runs: readonly ComparedRun[]; mode: 'light' | 'dark' }) {
  const cell = { px: 0.5, py: 0.4, fontSize: '0.8rem', textAlign: 'right' } as const;
  return (
    <Box sx={{ overflowX: 'auto', mt: 1 }} tabIndex={0} role="group" aria-label="What each run came to">
      <Box component="table" sx={{ borderCollapse: 'collapse', width: '100%' }} data-testid="compare-table">
        <thead>
          <tr>
            {['Run', 'People', 'Peak infected', 'at tick', 'Dead', 'Dead zombies'].map((title, i) => (
              <Box
                component="th"
                scope="col"
                key={title}
                sx={{ ...cell, ...(i === 0 && { textAlign: 'left' }) }}
              >
                {title}
              </Box>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run, i) => {
            const sum = summaryOf(run);
            return (
              <Box component="tr" key={run.name} sx={{ borderTop: 1, borderColor: 'divider' }}>
                <Box component="th" scope="row" sx={{ ...cell, textAlign: 'left', fontWeight: 600 }}>
                  <svg width={26} height={8} aria-hidden style={{ marginRight: 6 }}>
                    <line
                      x1={0}
                      x2={26}
                      y1={4}
                      y2={4}
                      stroke={lines[i]![mode]}
                      strokeWidth={2.5}
                      strokeDasharray={lines[i]!.dash}
                    />
                  </svg>
                  {run.name}
                </Box>
                {[sum?.people, sum?.peak, sum?.peakTick, sum?.dead, sum?.deadInfected].map(
                  (value, column) => (
                    <Box component="td" key={column} sx={cell}>
                      {value === undefined ? '–' : count(value)}
                    </Box>
                  ),
                )}
              </Box>
            );
          })}
        </tbody>
      </Box>
    </Box>
  );
}

function useTimelines(names: readonly string[]): ReadonlyMap<string, Counts[]> {
  const [read, setRead] = useState<ReadonlyMap<string, Counts[]>>(new Map());
  const key = names.join('\n');
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const load = async () => {
      const answers = await Promise.allSettled(
        names.map((name) => contactsApi.timeline(name, points, stop.signal)),
      );
      if (stop.signal.aborted) return;
      setRead((before) => {
        const next = new Map(before);
        answers.forEach((answer, i) => {
          if (answer.status === 'fulfilled') next.set(names[i]!, answer.value);
          else if (!isAbort(answer.reason)) next.delete(names[i]!);
        });
        return next;
      });
      timer = setTimeout(load, every);
    };
    if (names.length > 0) void load();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
    // The names by their words: the list is another one with each drawing.
  }, [key]);
  return read;
}
