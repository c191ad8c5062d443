import type { Alarm } from '../api/weather';

/** Those whose last event up to the moment raised them; the events are newest first. */
export function activeIn(events: readonly Alarm[]): Alarm[] {
  const seen = new Set<string>();
  return events.filter((alarm) => {
    const key = `${alarm.quantity}/${alarm.place}/${alarm.text}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return alarm.raised;
  });
}
