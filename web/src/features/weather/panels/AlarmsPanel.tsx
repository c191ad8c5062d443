import { Alert, Box, Typography } from '@mui/material';
import { timeOfDay } from '../../../ui/format';
import type { Alarm, Alarms } from '../api/weather';
import { quantities, valueOf } from '../state/quantities';
import { activeIn } from './activeAlarms';

/** The alarms that are raised at the moment shown, and what was raised and cleared before it. */
export function AlarmsPanel({ alarms, at }: { alarms: Alarms; at: number | null }) {
  const events = alarms.events.filter(({ t }) => at === null || t <= at);
  const active = at === null ? alarms.active : activeIn(events);
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }} data-testid="weather-alarms">
      {active.length === 0 ? (
        <Typography>No alarm is raised{at === null ? '' : ' at this moment'}.</Typography>
      ) : (
        active.map((alarm) => (
          <Alert severity="warning" key={`${alarm.quantity}/${alarm.place}`} data-testid="weather-alarm">
            {words(alarm)}
          </Alert>
        ))
      )}
      <Box>
        <Typography component="h3" variant="subtitle2">
          Raised and cleared
        </Typography>
        {events.length === 0 ? (
          <Typography variant="body2">Nothing so far.</Typography>
        ) : (
          <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }} data-testid="weather-alarm-events">
            {events.slice(0, 100).map((alarm) => (
              <Typography
                component="li"
                variant="body2"
                key={`${alarm.t}/${alarm.quantity}/${alarm.place}/${alarm.raised}`}
                sx={{ py: 0.25 }}
              >
                {timeOfDay(alarm.t)} {alarm.raised ? '▲' : '▽'} {words(alarm)}
              </Typography>
            ))}
          </Box>
        )}
      </Box>
    </Box>
  );
}

function words(alarm: Alarm): string {
  const where = alarm.place === '' ? 'over all sensors' : `in ${alarm.place}`;
  return `${quantities[alarm.quantity].name} ${where}: ${alarm.raised ? 'raised' : 'cleared'} at ${valueOf(alarm.quantity, alarm.mean)} (${alarm.text})`;
}
