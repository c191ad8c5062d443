import { Box, Checkbox, FormControlLabel, MenuItem, TextField, Typography } from '@mui/material';
import { useMemo, useState } from 'react';
import { CurvePlot, LineMark } from '../../../ui/curves/CurvePlot';
import { count } from '../../../ui/format';
import { useReading } from '../../../ui/useReading';
import { useScheme } from '../../../ui/useScheme';
import { contactsApi, type Counts, type Health, type Simulation } from '../api/contacts';
import { comparedValues, summaryOf, type ComparedRun } from '../curves/compare';
import { looks, states } from '../state/look';

interface Props {
  simulations: readonly Simulation[];
  compared: readonly string[];
  onCompared: (names: readonly string[]) => void;
}

export const mostCompared = 6;
const height = 190;
const points = 300;
const every = 4000;
const none: ReadonlyMap<string, Counts[]> = new Map();

/** Lines told apart by colour and by dash (after Okabe and Ito). */
const lines = [
  { light: '#0072b2', dark: '#56b4e9', dash: [] },
  { light: '#b35c00', dark: '#ffc078', dash: [8, 4] },
  { light: '#007a5a', dark: '#4fd1a5', dash: [2, 4] },
  { light: '#9b4087', dark: '#e599d0', dash: [10, 3, 2, 3] },
  { light: '#16212a', dark: '#e6edf2', dash: [5, 2] },
  { light: '#7a6a00', dark: '#f0e442', dash: [1, 3] },
];

/** Curves of several runs over each other, by the ticks since their begins, and what each came to. */
export function ComparePanel({ simulations, compared, onCompared }: Props) {
  const { mode } = useScheme();
  const [state, setState] = useState<Health | 'deadInfected'>('infected');
  const curves = useTimelines(compared);
  const runs = useMemo<ComparedRun[]>(
    () => compared.map((name) => ({ name, points: curves.get(name) ?? [] })),
    [compared.join('\n'), curves],
  );
  const { x, values } = useMemo(() => comparedValues(runs, state), [runs, state]);
  const drawn = useMemo(
    () =>
      values.map((column, i) => ({
        key: runs[i]!.name,
        label: runs[i]!.name,
        colour: lines[i]![mode],
        dash: lines[i]!.dash,
        values: column,
      })),
    [values, runs, mode],
  );
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
          <CurvePlot
            x={x}
            xUnit="tick"
            yUnit={`people ${label}`}
            curves={drawn}
            height={height}
            label={`People ${label}, over ticks, of ${compared.join(', ')}`}
            testId="compare-curves"
          />
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
                  <LineMark colour={lines[i]![mode]} dash={lines[i]!.dash} /> {run.name}
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

/** The curves of each run; of one that cannot be read none. */
function useTimelines(names: readonly string[]): ReadonlyMap<string, Counts[]> {
  const { value } = useReading(
    names.length === 0 ? null : 'timelines',
    every,
    async (signal) => {
      const read = await Promise.allSettled(names.map((name) => contactsApi.timeline(name, points, signal)));
      if (read.every(({ status }) => status === 'rejected')) throw (read[0] as PromiseRejectedResult).reason;
      return new Map(
        read.flatMap((answer, i) =>
          answer.status === 'fulfilled' ? [[names[i]!, answer.value] as const] : [],
        ),
      );
    },
    names.join('\n'),
  );
  return value ?? none;
}
