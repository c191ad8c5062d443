import { Box, LinearProgress, Typography } from '@mui/material';
import { Facts, LiveMark } from '../../../ui/Card';
import { count, span, timeOfDay } from '../../../ui/format';
import { useNow } from '../../../ui/useNow';
import type { Kind, OpenWindow, Status } from '../api/weather';
import { valueOf } from '../state/quantities';

const kindNames: Record<Kind, string> = { air: 'Air', pollution: 'Pollution', wind: 'Wind' };

/** The windows that are open, by which rules they close, and what became of the readings. */
export function WindowsPanel({ status, clockOffset }: { status: Status; clockOffset: number }) {
  const now = useNow(500) + clockOffset;
  const { rules, fates, sent } = status;
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Box component="section" aria-label="Open windows" data-testid="weather-open">
        <Heading title="Open windows" />
        {status.open.length === 0 ? (
          <Typography variant="body2">None: a window opens with its first reading.</Typography>
        ) : (
          <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1 }}>
            {status.open.slice(0, 12).map((window) => (
              <Open
                key={`${window.kind}/${window.start}`}
                window={window}
                now={now}
                latenessMs={rules.latenessMs}
              />
            ))}
          </Box>
        )}
        <Typography variant="body2" color="text.secondary" sx={{ mt: 1 }}>
          Windows of {span(rules.windowMs / 1000)} close when a reading is {span(rules.latenessMs / 1000)}{' '}
          past their end, or after {span(rules.idleMs / 1000)} of silence.{' '}
          {rules.sendsCorrections
            ? `Late readings are added, and the window is sent again, for ${span(rules.correctableMs / 1000)}.`
            : 'Late readings are counted only.'}
        </Typography>
      </Box>
      <Box component="section" aria-label="Readings" data-testid="weather-fates">
        <Heading title="What became of the readings" />
        <Facts
          facts={[
            ['In time', count(fates.inTime)],
            ['Late, window sent again', count(fates.late)],
            ['Dropped: too late', count(fates.tooLate)],
            ['Dropped: came before', count(fates.duplicate)],
            ...some('Dropped: may have come before', fates.forgotten),
            ...some('Dropped: too many sensors', fates.tooManySensors),
            ...some('Dropped: too many open windows', fates.tooManyParts),
            ['Refused: break a rule', count(Math.max(fates.rejected, fates.bad))],
          ]}
        />
      </Box>
      <Box component="section" aria-label="Windows sent" data-testid="weather-sent">
        <Heading title="Windows sent" />
        <Facts
          facts={[
            ['Since the beginning of the history', count(sent.windows)],
            ['Corrections among them', count(sent.corrections)],
            ['Empty ones', count(sent.empty)],
            ['Closed up to', status.watermark === null ? 'no server works yet' : timeOfDay(status.watermark)],
          ]}
        />
      </Box>
    </Box>
  );
}

/** A reason that is told only where there is something to tell. */
const some = (reason: string, readings: number): [string, string][] =>
  readings === 0 ? [] : [[reason, count(readings)]];

function Heading({ title }: { title: string }) {
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, mb: 0.5 }}>
      <Typography component="h3" variant="subtitle2">
        {title}
      </Typography>
      <LiveMark />
    </Box>
  );
}

function Open({ window, now, latenessMs }: { window: OpenWindow; now: number; latenessMs: number }) {
  const { kind, start, end, readings, mean } = window;
  const share = Math.min(1, Math.max(0, (now - start) / (end + latenessMs - start)));
  const left = (end + latenessMs - now) / 1000;
  const words = `${kindNames[kind]}, ${timeOfDay(start)} to ${timeOfDay(end)}`;
  return (
    <Box component="li" data-testid="weather-open-window">
      <Box sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', columnGap: 1 }}>
        <Typography variant="body2">
          <b>{kindNames[kind]}</b> {timeOfDay(start)} to {timeOfDay(end)}
        </Typography>
        <Typography variant="body2">
          {count(readings)} {readings === 1 ? 'reading' : 'readings'}
          {mean !== null && kind !== 'wind' && `, mean ${valueOf('wellness', mean)} so far`}
        </Typography>
      </Box>
      <LinearProgress variant="determinate" value={share * 100} aria-label={words} />
      <Typography variant="caption" color="text.secondary">
        {left > 0 ? `closes in about ${span(left)}` : 'waits for a later reading, or for silence'}
      </Typography>
    </Box>
  );
}
