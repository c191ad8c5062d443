import { describe, expect, it } from 'vitest';
import type { SensorState } from '../api/weather';
import { healthOf, placesOf, withSensors } from './sensors';

const sensor = (name: string, more: Partial<SensorState> = {}): SensorState => ({
  sensor: name,
  kind: 'air',
  place: 'lab',
  number: 1,
  t: 1000,
  received: 1000,
  values: { temperature: 20, humidity: 40 },
  coefficient: 1,
  periodMs: 2000,
  readings: 1,
  ...more,
});

describe('sensors', () => {
  it('are known by name and kind, the newest reading of each', () => {
    let table = withSensors(new Map(), {
      t: 0,
      full: true,
      all: 2,
      sensors: [sensor('a'), sensor('a', { kind: 'pollution' })],
    });
    table = withSensors(table, { t: 0, full: false, all: 2, sensors: [sensor('a', { number: 2 })] });
    expect([...table.values()].map(({ kind, number }) => [kind, number])).toEqual([
      ['air', 2],
      ['pollution', 1],
    ]);
    expect(withSensors(table, { t: 0, full: false, all: 2, sensors: [] })).toBe(table);
    expect(withSensors(table, { t: 0, full: true, all: 0, sensors: [] }).size).toBe(0);
  });

  it('are silent after three periods, five seconds at least, and late when they come late', () => {
    expect(healthOf(sensor('a'), 2000, 7000)).toBe('live');
    expect(healthOf(sensor('a'), 2000, 7001)).toBe('silent');
    expect(healthOf(sensor('a', { periodMs: null }), 2000, 6001)).toBe('silent');
    expect(healthOf(sensor('a', { received: 3001 }), 2000, 4000)).toBe('late');
  });

  it('stand at their places, in the order in which people count, those of no place last', () => {
    const table = withSensors(new Map(), {
      t: 0,
      full: true,
      all: 4,
      sensors: [sensor('x', { place: '' }), sensor('s10'), sensor('s2'), sensor('b', { place: 'attic' })],
    });
    expect(placesOf(table).map(({ name, sensors }) => [name, sensors.map((s) => s.sensor)])).toEqual([
      ['attic', ['b']],
      ['lab', ['s2', 's10']],
      ['', ['x']],
    ]);
  });
});
