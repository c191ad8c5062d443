import { Box, Typography } from '@mui/material';
import { useCallback, useMemo, useState } from 'react';
import { CurvePlot } from '../../../ui/curves/CurvePlot';
import { count, timeOfDay } from '../../../ui/format';
import { useScheme } from '../../../ui/useScheme';
import type { Counts, Health, Statistics } from '../api/contacts';
import { Symbol } from '../Legend';
import { looks, states, statesIn, type ShownCounts } from '../state/look';
import { curvesOf, newestReproduction, pointAt, reproductionAt } from './stack';

interface Props {
  points: readonly Counts[];
  /** The moment shown, Unix milliseconds; null for the present. */
  at: number | null;
  stacked: boolean;
  height: number;
  /** The present, where that is shown: it is newer than the curves. */
  current?: ShownCounts | null;
  statistics?: Statistics | null;
  /** For how long somebody passes the infection on, with the time before. */
  infectiousTicks?: number;
  /** A moment is chosen; without it the curves are a picture only. */
  onSeek?: (at: number) => void;
}

/** How many people were in each state over time. A click shows the moment, and so does Enter at the one that the arrows have come to. */
export function Curves({
  points,
  at,
  stacked,
  height,
  statistics = null,
  onSeek,
  infectiousTicks = 16,
  ...props
}: Props) {
  const { mode } = useScheme();
  const [pointed, setPointed] = useState<number | null>(null);
  const x = useMemo(() => points.map(({ t }) => t), [points]);
  const curves = useMemo(() => curvesOf(points, mode), [points, mode]);
  const shown = useMemo(() => statesIn(points), [points]);
  const known = pointAt(points, pointed ?? at ?? points.at(-1)?.t ?? 0);
  const current = pointed === null ? (props.current ?? null) : null;
  const point = known === null || current === null ? known : { ...known, ...current };
  const onPoint = useCallback((t: number | null) => setPointed(t), []);
  return (
    <Box data-testid="contacts-curves">
      <Numbers
        infectiousTicks={infectiousTicks}
        point={point}
        present={current !== null}
        statistics={statistics}
        shown={shown}
      />
      <CurvePlot
        x={x}
        xUnit={null}
        yUnit="people"
        curves={curves}
        stacked={stacked}
        height={height}
        label={wordsOf(points)}
        at={at}
        plain
        onPoint={onPoint}
        {...(onSeek && { onChoose: onSeek })}
        testId="contacts-curves-picture"
      />
    </Box>
  );
}

/** The numbers of the moment, in words and with the symbols of the field. */
function Numbers({
  point,
  infectiousTicks,
  present,
  statistics,
  shown,
}: {
  point: Counts | null;
  infectiousTicks: number;
  present: boolean;
  statistics: Statistics | null;
  shown: readonly Health[];
}) {
  const reproduction =
    point === null || statistics === null
      ? null
      : present
        ? newestReproduction(statistics, point.tick, infectiousTicks)
        : reproductionAt(statistics, point.tick);
  return (
    <Box
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        columnGap: 1.25,
        rowGap: 0.25,
        alignItems: 'center',
        minHeight: 22,
        pb: 0.5,
      }}
      data-testid="contacts-moment"
    >
      <Typography variant="caption" color="text.secondary" sx={{ fontWeight: 650 }}>
        {point === null
          ? 'nothing known'
          : `${present ? 'now' : timeOfDay(point.t)}, tick ${count(point.tick)}`}
      </Typography>
      {point !== null &&
        states
          .filter((state) => shown.includes(state))
          .map((state) => (
            <Box key={state} sx={{ display: 'flex', alignItems: 'center', gap: 0.4 }}>
              <Symbol state={state} />
              <Typography variant="caption">
                <b>{count(point[state])}</b> {looks[state].label}
              </Typography>
            </Box>
          ))}
      {statistics !== null && point !== null && (
        <Typography
          variant="caption"
          title={`Reproduction number: how many others each of those infected ${present ? 'lately, who infect nobody any more, infected' : 'around this moment has infected so far'}`}
        >
          R <b data-testid="contacts-r">{reproduction === null ? '–' : reproduction.toFixed(2)}</b>
        </Typography>
      )}
    </Box>
  );
}

function wordsOf(points: readonly Counts[]): string {
  const last = points.at(-1);
  if (last === undefined) return 'No curves yet';
  const peak = points.reduce((most, point) => (point.infected > most.infected ? point : most), last);
  return `People in each state from ${timeOfDay(points[0]!.t)} to ${timeOfDay(last.t)}: most infected ${count(peak.infected)} at ${timeOfDay(peak.t)}; at the end ${states.map((state) => `${count(last[state])} ${looks[state].label}`).join(', ')}`;
}
