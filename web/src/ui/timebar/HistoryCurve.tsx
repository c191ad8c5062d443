import { memo, useMemo } from 'react';
import { rate as perSecondWords, some, timeOfDay } from '../format';
import { stack, type HistorySeries, type MarkKind, type Range } from './history';

interface Props {
  series: readonly HistorySeries[];
  range: Range;
}

const height = 32;
const headroom = 5;

/** Colours of the series, by their order; told apart by lightness too. */
export const seriesColours = [
  'var(--mui-palette-primary-main)',
  'var(--mui-palette-secondary-main)',
  'var(--mui-palette-info-main)',
  'var(--mui-palette-text-secondary)',
];

export const colourOf = (index: number) => seriesColours[index % seriesColours.length]!;

const markColours: Record<MarkKind, string> = {
  info: 'var(--mui-palette-text-secondary)',
  good: 'var(--mui-palette-success-main)',
  warning: 'var(--mui-palette-warning-main)',
  bad: 'var(--mui-palette-error-main)',
};

/** What the features kept, stacked over time, with the marked moments above. */
export const HistoryCurve = memo(function HistoryCurve({ series, range }: Props) {
  const width = Math.max(1, range.end - range.start);
  const { columns, columnSeconds, most } = useMemo(() => stack(series, range), [series, range]);
  const column = columnSeconds * 1000;
  const gap = Math.min(column * 0.08, width / 1500);
  const marks = series.flatMap((s) => s.marks).filter(({ t }) => t >= range.start && t <= range.end);
  const names = series.filter((s) => s.amounts.length > 0).map((s) => s.name);
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      width="100%"
      height={height}
      role="img"
      aria-label={`${names.join(' and ') || 'Nothing counted'} over the kept history, at most ${perSecondWords(most)} a second; ${some(marks.length, 'event')}`}
      style={{ display: 'block' }}
      data-testid="history-curve"
    >
      {columns.map(({ t, rates }) => {
        const left = Math.max(0, t - range.start);
        const right = Math.min(width, t + column - range.start);
        let floor = height;
        return rates.map((rate, i) => {
          if (rate === 0) return null;
          const tall = Math.max(1.5, (rate / most) * (height - headroom));
          floor -= tall;
          return (
            <rect
              key={`${t} ${i}`}
              x={left + gap}
              y={floor}
              width={Math.max(0, right - left - 2 * gap)}
              height={tall}
              fill={colourOf(i)}
              opacity={0.45}
            />
          );
        });
      })}
      {marks.map(({ t, kind, text }, i) => (
        <line
          key={i}
          x1={t - range.start}
          x2={t - range.start}
          y1={0}
          y2={kind === 'info' ? 3 : 7}
          stroke={markColours[kind]}
          strokeWidth={2}
          vectorEffect="non-scaling-stroke"
        >
          <title>{`${timeOfDay(t)} ${text}`}</title>
        </line>
      ))}
    </svg>
  );
});
