const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const minutes = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const fractions = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 1,
});
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

export function count(value: number): string {
  return whole.format(value);
}

/** So many of a thing, whose name takes an s when they are more or fewer than one. */
export function some(value: number, thing: string, things = `${thing}s`): string {
  return `${count(value)} ${value === 1 ? thing : things}`;
}

export function rate(value: number): string {
  return value >= 100 ? whole.format(value) : oneDigit.format(value);
}

export function timeOfDay(moment: number): string {
  return clock.format(moment);
}

/** With one digit behind the point where it is needed. */
export function decimal(value: number): string {
  return oneDigit.format(value);
}

/** The marks of an axis, all with as many digits behind the point as the finest needs. */
export function valueMarks(values: readonly number[]): string[] {
  const exact = (digits: number) =>
    values.every((value) => Math.abs(value - Number(value.toFixed(digits))) < 1e-9);
  const digits = [0, 1, 2, 3].find(exact) ?? 4;
  return values.map((value) => (digits === 0 ? count(value) : value.toFixed(digits)));
}

/** The marks of a time axis, as short as they can be told apart. */
export function timeMarks(moments: readonly number[]): string[] {
  const step = (moments[1] ?? Infinity) - (moments[0] ?? 0);
  if (moments.length > 1 && step < 1000) return moments.map((at) => fractions.format(at));
  const format = step >= 86_400_000 && moments.length > 1 ? day : step % 60_000 === 0 ? minutes : clock;
  return moments.map((at) => format.format(at));
}

/** Time of day, with the date when the moment is not of the same day as `now`. */
export function moment(at: number, now: number): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return sameDay ? clock.format(at) : `${day.format(at)}, ${clock.format(at)}`;
}

/** A span in words: "4 s", "2 min 5 s", "3 h 10 min". */
export function span(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  const m = Math.floor(s / 60);
  if (m < 60) return s % 60 === 0 ? `${m} min` : `${m} min ${s % 60} s`;
  const h = Math.floor(m / 60);
  return m % 60 === 0 ? `${h} h` : `${h} h ${m % 60} min`;
}

/** A span in its largest unit only, for where there is little room: "4 s", "2 min", "3 h". */
export function roughSpan(seconds: number): string {
  return span(seconds).split(' ').slice(0, 2).join(' ');
}

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** A size in the unit that leaves it below 1024: "3.4 MiB". */
export function bytes(value: number | null): string {
  if (value === null) return '–';
  let unit = 0;
  let left = value;
  for (; left >= 1024 && unit < byteUnits.length - 1; unit++) left /= 1024;
  return `${left >= 100 || unit === 0 ? whole.format(left) : oneDigit.format(left)} ${byteUnits[unit]}`;
}

export function kmh(metresPerSecond: number | null): string {
  return metresPerSecond === null ? 'unknown' : `${Math.round(metresPerSecond * 3.6)} km/h`;
}

export function metres(value: number | null): string {
  if (value === null) return '–';
  return value >= 1000 ? `${oneDigit.format(value / 1000)} km` : `${whole.format(value)} m`;
}

const winds = ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'];

export function heading(degrees: number | null): string {
  if (degrees === null) return 'unknown';
  const turned = ((degrees % 360) + 360) % 360;
  return `${winds[Math.round(turned / 45) % 8]} (${Math.round(turned)}°)`;
}
