import { Box, Typography } from '@mui/material';
import { useEffect, useEffectEvent, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { count, decimal, timeMarks, timeOfDay, valueMarks } from '../format';
import { palettes } from '../theme';
import { useScheme } from '../useScheme';
import { drawingOf, nearest, placeAfter, valueAt, type Curve } from './curve';

interface Props {
  /** Places of the axis, ascending: Unix milliseconds, or numbers. */
  x: readonly number[];
  /** What the numbers of the axis count ("tick"); null for time. */
  xUnit: string | null;
  /** What the curves count: "people". */
  yUnit: string;
  curves: readonly Curve[];
  /** On top of each other instead of each for itself. */
  stacked?: boolean;
  height: number;
  /** What is shown, for readers who do not see it. */
  label: string;
  /** The place that the page shows, marked by a line; null for none. */
  at?: number | null;
  /** A place is chosen by a click or by Enter. */
  onChoose?: (x: number) => void;
  /** A place is pointed at, by the mouse or by the keyboard; null when it no longer is. */
  onPoint?: (x: number | null) => void;
  /** Leaves out the legend with the values, where the page shows them itself. */
  plain?: boolean;
  digits?: number;
  /** Leaves gaps where a value is not known, instead of drawing over them. */
  gaps?: boolean;
  /** What a value that is not known is called. */
  unknown?: string;
  /** Ends of the value axis; without them it begins at 0, or with `close` at the lowest value. */
  range?: readonly [least: number, most: number];
  close?: boolean;
  testId: string;
}

const font = '12px Inter, "Segoe UI", Roboto, system-ui, "DejaVu Sans", sans-serif';

/** Curves with scales, their units, and the values at the place pointed at: by the mouse, or by the arrow keys. */
export function CurvePlot({ stacked = false, at = null, plain = false, digits = 0, ...props }: Props) {
  const { gaps = false, unknown = 'not known', range, close = false } = props;
  const { x, xUnit, yUnit, curves, height, label, onChoose, onPoint, testId } = props;
  const { mode } = useScheme();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [width, setWidth] = useState(0);
  const [pointed, setPointed] = useState<number | null>(null);
  const drawing = useMemo(() => drawingOf(x, curves, stacked), [x, curves, stacked]);
  const shape = `${mode} ${stacked} ${xUnit} ${yUnit} ${digits} ${gaps} ${close} ${range?.join()} ${curves.map(({ key, colour, dash, spread }) => `${key},${colour},${dash?.join()},${spread !== undefined}`).join(' ')}`;
  const enough = x.length > 1 && width > 0;
  const data = drawing.columns as uPlot.AlignedData;
  const marked = useRef(at);

  const point = (place: number | null) => {
    const within = place === null || place >= x.length ? null : place;
    setPointed(within);
    onPoint?.(within === null ? null : x[within]!);
  };
  const pointing = useEffectEvent((plotted: uPlot) => {
    const { left = -1, idx } = plotted.cursor;
    point(left < 0 || idx == null ? null : idx);
  });
  const chosen = useEffectEvent((plotted: uPlot, left: number) => {
    onChoose?.(Math.min(x.at(-1)!, Math.max(x[0]!, plotted.posToVal(left, 'x'))));
  });

  useEffect(() => {
    const element = box.current!;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (!enough) return;
    const { text, primary } = palettes[mode];
    const axis: uPlot.Axis = {
      stroke: text.secondary,
      font,
      grid: { stroke: mode === 'dark' ? '#ffffff1f' : '#0000001a', width: 1 },
      ticks: { stroke: mode === 'dark' ? '#ffffff3d' : '#00000038', width: 1, size: 4 },
    };
    const words = (value: number) => (Number.isInteger(value) ? count(value) : decimal(value));
    const made = new uPlot(
      {
        width,
        height,
        ms: 1,
        padding: [8, 24, 0, 0],
        legend: { show: false },
        scales: {
          x: { time: xUnit === null },
          y: { range: (_, least, most) => rangeOf(least, most, range, close) },
        },
        axes: [
          {
            ...axis,
            size: 24,
            gap: 3,
            space: 76,
            values: (_, splits) =>
              xUnit === null
                ? timeMarks(splits)
                : splits.map((value, i) => (i === 0 ? `${xUnit} ${words(value)}` : words(value))),
          },
          {
            ...axis,
            label: yUnit,
            labelFont: font,
            labelSize: 16,
            labelGap: 0,
            gap: 3,
            space: 26,
            size: (_, values) => 14 + 7 * Math.max(1, ...(values ?? []).map((value) => value.length)),
            ...(digits === 0 && { incrs: wholeSteps }),
            values: (_, splits) => valueMarks(splits),
          },
        ],
        series: [
          {},
          ...drawing.lines.map(({ curve, hidden }, i): uPlot.Series => {
            const { colour, dash } = curves[curve]!;
            const fill = drawing.fills.find(({ between }) => between[0] === i + 1 && between[1] === 0);
            return {
              scale: 'y',
              spanGaps: !gaps,
              points: { show: false },
              width: hidden ? 0 : stacked ? 1 : 2.2,
              stroke: colour,
              ...(fill && { fill: `${colour}cc` }),
              ...(dash !== undefined && !stacked && { dash: [...dash] }),
            };
          }),
        ],
        bands: drawing.fills
          .filter(({ between }) => between[1] > 0)
          .map(({ between, curve, spread }) => ({
            series: between,
            fill: `${curves[curve]!.colour}${spread ? '33' : 'cc'}`,
          })),
        cursor: { y: false, drag: { x: false, y: false }, points: { show: !stacked, size: 7 } },
        hooks: {
          setCursor: [pointing],
          draw: [
            ({ ctx, bbox, valToPos }) => {
              const x = marked.current;
              if (x === null) return;
              const left = Math.round(valToPos(x, 'x', true));
              if (left < bbox.left || left > bbox.left + bbox.width) return;
              ctx.fillStyle = primary.main;
              ctx.fillRect(left - devicePixelRatio, bbox.top, 2 * devicePixelRatio, bbox.height);
            },
          ],
        },
      },
      data,
      box.current!,
    );
    made.over.addEventListener('click', (event) =>
      chosen(made, event.clientX - made.over.getBoundingClientRect().left),
    );
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
    // Values and sizes are given to the plot that is there.
  }, [shape, enough]);

  useEffect(() => plot.current?.setData(data), [data]);
  useEffect(() => plot.current?.setSize({ width, height }), [width, height]);
  useEffect(() => {
    marked.current = at;
    plot.current?.redraw(false);
  }, [at]);

  const place = Math.min(x.length - 1, pointed ?? (at === null ? x.length - 1 : (nearest(x, at) ?? 0)));
  const words = (value: number | null) =>
    value === null ? unknown : digits === 0 ? count(value) : value.toFixed(digits);
  const where = (i: number) =>
    x[i] === undefined ? '' : xUnit === null ? timeOfDay(x[i]) : `${xUnit} ${count(x[i])}`;
  const keyed = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && onChoose !== undefined && x[place] !== undefined) onChoose(x[place]);
    else if (event.key === 'Escape' && pointed !== null) leave();
    else {
      const next = placeAfter(event.key, place, x.length);
      if (next === null) return;
      plot.current?.setCursor({ left: plot.current.valToPos(x[next]!, 'x'), top: 1 }, false);
      point(next);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const leave = () => {
    plot.current?.setCursor({ left: -10, top: -10 }, false);
    point(null);
  };

  return (
    <Box>
      {enough && !plain && (
        <Box
          component="ul"
          aria-label={`Legend, at ${where(place)}`}
          sx={{ listStyle: 'none', m: 0, p: 0, display: 'flex', flexWrap: 'wrap', columnGap: 1.5 }}
          data-testid={`${testId}-legend`}
        >
          <Typography component="li" variant="caption" color="text.secondary" sx={{ fontWeight: 650 }}>
            {where(place)}
          </Typography>
          {curves.map((curve) => (
            <Typography
              component="li"
              variant="caption"
              key={curve.key}
              sx={{ display: 'flex', alignItems: 'center', gap: 0.5, overflowWrap: 'anywhere' }}
            >
              <LineMark {...curve} />
              <span>
                {curve.label} <b>{words(valueAt(curve.values, place))}</b>
              </span>
            </Typography>
          ))}
        </Box>
      )}
      <Box
        ref={box}
        {...(enough && {
          role: 'slider',
          tabIndex: 0,
          'aria-label': `${label}. Arrows read the values${onChoose === undefined ? '' : ', Enter shows the moment'}.`,
          'aria-valuemin': 0,
          'aria-valuemax': x.length - 1,
          'aria-valuenow': place,
          'aria-valuetext': `${where(place)}: ${curves.map((curve) => `${words(valueAt(curve.values, place))} ${curve.label}`).join(', ')}`,
        })}
        onKeyDown={keyed}
        onBlur={() => pointed !== null && leave()}
        data-testid={testId}
        data-curves={curves.length}
        sx={{
          height,
          position: 'relative',
          overflow: 'hidden',
          // The plot is as wide as its place, never the other way round: else it would not become narrower again.
          contain: 'inline-size',
          borderRadius: 1,
          '& .u-over': { cursor: onChoose === undefined ? 'default' : 'pointer' },
          '& .u-cursor-x': { borderColor: 'text.secondary' },
        }}
      >
        {x.length < 2 && (
          <Typography variant="caption" color="text.secondary">
            The curves begin with the second moment that is kept.
          </Typography>
        )}
      </Box>
    </Box>
  );
}

/** A piece of the curve's line. */
export function LineMark({ colour, dash }: Pick<Curve, 'colour' | 'dash'>) {
  return (
    <svg width={26} height={8} aria-hidden style={{ flexShrink: 0 }}>
      <line
        x1={0}
        x2={26}
        y1={4}
        y2={4}
        stroke={colour}
        strokeWidth={2.5}
        strokeDasharray={dash?.join(' ')}
      />
    </svg>
  );
}

/** Ends of the value axis. */
function rangeOf(
  least: number | null,
  most: number | null,
  fixed: readonly [number, number] | undefined,
  close: boolean,
): [number, number] {
  if (fixed !== undefined) return [...fixed];
  if (!close || least === null || most === null) return [Math.min(0, least ?? 0), Math.max(1, most ?? 1)];
  const room = Math.max(0.5, (most - least) * 0.08);
  return [least - room, most + room];
}

/** Steps of an axis that counts things, which are not halved. */
const wholeSteps = Array.from({ length: 10 }, (_, power) =>
  [1, 2, 5].map((step) => step * 10 ** power),
).flat();
