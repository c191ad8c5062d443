import { Box, Typography } from '@mui/material';
import { memo, useEffect, useMemo, useRef, useState, type PointerEvent } from 'react';
import { count, timeOfDay } from '../../../ui/format';
import { useScheme } from '../../../ui/useScheme';
import type { Counts, Health, Statistics } from '../api/contacts';
import { dashes } from '../field/symbols';
import { Symbol } from '../Legend';
import { looks, states, statesIn, type ShownCounts } from '../state/look';
import {
  bands,
  bandsOf,
  frameOf,
  lineOf,
  momentAt,
  newestReproduction,
  pointAt,
  reproductionAt,
  xOf,
  type Frame,
} from './stack';

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
  /** Leaves out the line of numbers. */
  plain?: boolean;
}

/** How many people were in each state over time. A click shows the moment; by keyboard the time bar does. */
export function Curves({
  points,
  at,
  stacked,
  height,
  statistics = null,
  onSeek,
  plain = false,
  infectiousTicks = 16,
  ...props
}: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [pointed, setPointed] = useState<number | null>(null);
  useEffect(() => {
    const element = box.current!;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const shown = useMemo(() => statesIn(points), [points]);
  const most = useMemo(
    () =>
      points.reduce(
        (most, point) => Math.max(most, stacked ? point.all : Math.max(...shown.map((s) => point[s]))),
        1,
      ),
    [points, stacked, shown],
  );
  const frame = useMemo(() => frameOf(points, most, width, height), [points, most, width, height]);
  const last = points.at(-1);
  const moment = pointed ?? at ?? last?.t ?? 0;
  const known = pointAt(points, moment);
  const current = pointed === null ? (props.current ?? null) : null;
  const point = known === null || current === null ? known : { ...known, ...current };
  const seek = (event: PointerEvent) => {
    if (frame === null || onSeek === undefined) return;
    onSeek(momentAt(frame, event.clientX - event.currentTarget.getBoundingClientRect().left));
  };
  return (
    <Box data-testid="contacts-curves">
      {!plain && (
        <Numbers
          infectiousTicks={infectiousTicks}
          point={point}
          present={current !== null}
          statistics={statistics}
          shown={shown}
        />
      )}
      <Box
        ref={box}
        onPointerMove={(event) => {
          if (event.pointerType !== 'mouse' || frame === null) return;
          const { left } = event.currentTarget.getBoundingClientRect();
          setPointed(momentAt(frame, event.clientX - left));
        }}
        onPointerLeave={() => setPointed(null)}
        onClick={(event) => seek(event as unknown as PointerEvent)}
        sx={{ height, position: 'relative', cursor: onSeek === undefined ? 'default' : 'pointer' }}
        data-testid="contacts-curves-picture"
      >
        {frame === null ? (
          <Typography variant="caption" color="text.secondary">
            The curves begin with the second moment that is kept.
          </Typography>
        ) : (
          <Picture points={points} frame={frame} stacked={stacked} shown={shown} words={wordsOf(points)} />
        )}
        {frame !== null && (pointed !== null || at !== null) && (
          <Box
            aria-hidden
            sx={{
              position: 'absolute',
              top: 0,
              bottom: 0,
              width: '2px',
              ml: '-1px',
              bgcolor: pointed === null ? 'primary.main' : 'text.secondary',
              pointerEvents: 'none',
            }}
            style={{ left: Math.min(width, Math.max(0, xOf(frame, moment))) }}
          />
        )}
      </Box>
    </Box>
  );
}

interface PictureProps {
  points: readonly Counts[];
  frame: Frame;
  stacked: boolean;
  shown: readonly Health[];
  words: string;
}

const Picture = memo(function Picture({ points, frame, stacked, shown, words }: PictureProps) {
  const { mode } = useScheme();
  const { width, height } = frame;
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      width="100%"
      height={height}
      role="img"
      aria-label={words}
      style={{ display: 'block' }}
    >
      <rect width={width} height={height} fill="var(--mui-palette-action-hover)" />
      {stacked
        ? bandsOf(points, frame, shown).map(({ state, path, end }) => (
            <g key={state}>
              <path
                d={path}
                fill={looks[state][mode]}
                fillOpacity={0.8}
                stroke="var(--mui-palette-background-paper)"
                strokeWidth={1.5}
              />
              {end.thick >= 15 && (
                <text
                  x={width - 6}
                  y={end.y}
                  textAnchor="end"
                  dominantBaseline="central"
                  fontSize={12}
                  fontWeight={650}
                  fill={mode === 'dark' ? '#0d1419' : '#fff'}
                >
                  {looks[state].label}
                </text>
              )}
            </g>
          ))
        : bands
            .filter((state) => shown.includes(state))
            .map((state) => (
              <path
                key={state}
                d={lineOf(
                  points.map((point) => ({ t: point.t, value: point[state] })),
                  frame,
                )}
                fill="none"
                stroke={looks[state][mode]}
                strokeWidth={2.2}
                strokeDasharray={dashes[state]}
                strokeLinejoin="round"
              />
            ))}
    </svg>
  );
});

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
        {point === null ? 'nothing known' : present ? 'now' : timeOfDay(point.t)}
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
