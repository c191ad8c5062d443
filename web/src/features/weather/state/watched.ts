import type { Watched } from '../api/weather';
import { everywhere } from './liveWeather';

/** What the curves are of, as the address says it: "place:lab", "sensor:s1"; null for all sensors. */
export function textOf({ scope, name }: Watched): string | null {
  return scope === 'all' ? null : `${scope}:${name}`;
}

/** What an address asks for; what it cannot mean is taken for all sensors. */
export function watchedOf(text: string | null): Watched {
  const [, scope, name] = /^(place|sensor):(.{1,64})$/su.exec(text ?? '') ?? [];
  return scope === undefined || name === undefined
    ? everywhere
    : { scope: scope as 'place' | 'sensor', name };
}
