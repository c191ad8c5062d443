import type { Health, SensorState, SensorsPush } from '../api/weather';

export type SensorTable = ReadonlyMap<string, SensorState>;

export const keyOf = ({ sensor, kind }: Pick<SensorState, 'sensor' | 'kind'>) => `${sensor}/${kind}`;

/** The table after a push. */
export function withSensors(table: SensorTable, push: SensorsPush): SensorTable {
  if (!push.full && push.sensors.length === 0) return table;
  const next = new Map(push.full ? [] : table);
  for (const sensor of push.sensors) next.set(keyOf(sensor), sensor);
  return next;
}

/** A sensor without a period yet, or with a very short one, is not called silent at once; the server has the same rule. */
const leastSilence = 5000;

/** How a sensor is doing. */
export function healthOf(sensor: SensorState, latenessMs: number, now: number): Health {
  if (now - sensor.received > Math.max(leastSilence, 3 * (sensor.periodMs ?? 0))) return 'silent';
  return sensor.received - sensor.t > latenessMs ? 'late' : 'live';
}

export interface Place {
  name: string;
  sensors: SensorState[];
}

/** Sensors by place, those of no place last, each by name. */
export function placesOf(table: SensorTable): Place[] {
  const byPlace = new Map<string, SensorState[]>();
  for (const sensor of table.values()) {
    const there = byPlace.get(sensor.place);
    if (there === undefined) byPlace.set(sensor.place, [sensor]);
    else there.push(sensor);
  }
  return [...byPlace]
    .map(([name, sensors]) => ({
      name,
      sensors: sensors.sort(
        (a, b) => a.sensor.localeCompare(b.sensor, 'en', { numeric: true }) || a.kind.localeCompare(b.kind),
      ),
    }))
    .sort(
      (a, b) =>
        Number(a.name === '') - Number(b.name === '') ||
        a.name.localeCompare(b.name, 'en', { numeric: true }),
    );
}
