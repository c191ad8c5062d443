import { Box, Typography } from '@mui/material';
import { useMemo, useState } from 'react';
import { CurvePlot, LineMark } from '../../../ui/curves/CurvePlot';
import { timeOfDay } from '../../../ui/format';
import { palettes } from '../../../ui/theme';
import { useScheme } from '../../../ui/useScheme';
import type { Quantity, Window } from '../api/weather';
import { quantities, valueOf, windowWords } from '../state/quantities';
import { bandsOf } from './bands';

interface Props {
  quantity: Quantity;
  windows: readonly Window[];
  /** Of what they are: "all sensors", "place lab". */
  of: string;
  /** The moment shown, Unix milliseconds; null for the present. */
  at: number | null;
  height: number;
  onSeek?: (at: number) => void;
  /** Only the last so many windows. */
  most?: number;
}

const colours: Partial<Record<Quantity, 'primary' | 'secondary' | 'warning' | 'success'>> = {
  wellness: 'success',
  pollution: 'secondary',
  temperature: 'warning',
  co2: 'secondary',
};

/** The means of a quantity's windows as a curve, with the deviation as a band around; empty windows are gaps. */
export function BandCurves({ quantity, windows, of, at, height, onSeek, most = Infinity }: Props) {
  const { mode } = useScheme();
  const [pointed, setPointed] = useState<number | null>(null);
  const look = quantities[quantity];
  const colour = palettes[mode][colours[quantity] ?? 'primary'].main;
  const shown = useMemo(() => (Number.isFinite(most) ? windows.slice(-most) : windows), [windows, most]);
  const bands = useMemo(
    () => bandsOf(shown, quantity === 'windDirection', look.least, look.most),
    [shown, quantity, look],
  );
  const moment = pointed ?? at;
  const told = moment === null ? shown.at(-1) : shown.findLast(({ end }) => end <= moment);
  const empty = shown.reduce((sum, { count }) => sum + Number(count === 0), 0);
  return (
    <Box component="section" aria-label={look.name} data-testid={`curve-${quantity}`}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.25, alignItems: 'baseline' }}>
        <Typography component="h3" sx={{ fontWeight: 650, display: 'flex', gap: 0.75, alignItems: 'center' }}>
          <LineMark colour={colour} />
          {look.name}
        </Typography>
        <Typography variant="body2" data-testid={`told-${quantity}`}>
          {told === undefined ? (
            moment === null ? (
              'no window is closed yet'
            ) : (
              'no window is known of that moment'
            )
          ) : (
            <>
              <b>{told.count === 0 ? 'empty' : valueOf(quantity, told.mean)}</b>
              {told.count > 0 && told.mean !== null && ` ± ${valueOf(quantity, told.deviation)}`}
              {told.minimum !== null &&
                `, from ${valueOf(quantity, told.minimum)} to ${valueOf(quantity, told.maximum)}`}
              {told.count > 0 && `, ${told.count} ${told.count === 1 ? 'reading' : 'readings'}`}
            </>
          )}
        </Typography>
        {told !== undefined && (
          <Typography variant="caption" color="text.secondary">
            {timeOfDay(told.start)} to {timeOfDay(told.end)}
            {told.revision > 0 && `, corrected ${told.revision === 1 ? 'once' : `${told.revision} times`}`}
          </Typography>
        )}
        <Typography variant="caption" color="text.secondary" sx={{ ml: 'auto' }}>
          {look.says}
          {empty > 0 && `; ${empty} of ${shown.length} windows empty`}
        </Typography>
      </Box>
      <CurvePlot
        x={bands.x}
        xUnit={null}
        yUnit={look.unit === '' ? 'coefficient' : look.unit}
        curves={[
          {
            key: quantity,
            label: look.name,
            colour,
            values: bands.mean,
            spread: { low: bands.low, high: bands.high },
          },
        ]}
        height={height}
        label={`${look.name} of ${of}: means of windows with their deviation. ${told === undefined ? 'No window is closed yet' : `Last: ${windowWords(told)}`}`}
        at={at}
        {...(onSeek && { onChoose: onSeek })}
        onPoint={setPointed}
        plain
        gaps
        unknown="empty"
        {...(look.least !== undefined && look.most !== undefined
          ? { range: [look.least, look.most] as const }
          : { close: true })}
        digits={look.digits}
        testId={`plot-${quantity}`}
      />
    </Box>
  );
}
