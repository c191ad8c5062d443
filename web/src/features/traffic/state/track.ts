import { distanceMetres } from '../../../geo/tiles';

export type Place = [lon: number, lat: number];

/** The way of a vehicle, in pieces where it is not known how it came from one place to the next. */
export interface Track {
  pieces: Place[][];
  metres: number;
  reports: number;
}

/** Silence after which a vehicle may have been anywhere, milliseconds. */
const longestSilence = 60_000;
/** Nobody drives faster: the reports belong to two trips. */
const fastestMetresPerSecond = 150;

export function trackOf(places: readonly Place[], timestamps: readonly number[]): Track {
  const pieces: Place[][] = [];
  let metres = 0;
  places.forEach((place, i) => {
    const before = places[i - 1];
    const waited = i === 0 ? 0 : timestamps[i]! - timestamps[i - 1]!;
    const step = before === undefined ? 0 : distanceMetres(before[0], before[1], place[0], place[1]);
    const leaps = step > fastestMetresPerSecond * Math.max(1, waited / 1000);
    if (before === undefined || waited > longestSilence || leaps) pieces.push([place]);
    else {
      pieces.at(-1)!.push(place);
      metres += step;
    }
  });
  return { pieces: pieces.filter((piece) => piece.length > 1), metres, reports: timestamps.length };
}
