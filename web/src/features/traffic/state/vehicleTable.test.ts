import { describe, expect, it } from 'vitest';
import type { VehicleRow } from '../api/types';
import { VehicleTable } from './vehicleTable';

const row = (id: string, lon: number, lat = 0, timestamp = 0): VehicleRow => [
  id,
  lon,
  lat,
  5,
  90,
  timestamp,
  null,
];

function where(table: VehicleTable, id: string, now: number): [number, number] {
  return table.position(table.slotOf(id)!, now);
}

describe('the table of vehicles', () => {
  it('puts a new vehicle where it is reported', () => {
    const table = new VehicleTable(0);
    table.apply([row('a', 1, 2)], [], true, 1000);
    expect(table.count).toBe(1);
    expect(where(table, 'a', 1000)).toEqual([1, 2]);
  });

  it('glides from place to place over the time between two reports', () => {
    const table = new VehicleTable(0);
    table.apply([row('a', 0)], [], true, 1000);
    table.apply([row('a', 0.001)], [], false, 2000);
    expect(where(table, 'a', 2000)[0]).toBe(0);
    expect(where(table, 'a', 2500)[0]).toBeCloseTo(0.0005, 9);
    expect(where(table, 'a', 3000)[0]).toBe(0.001);
    expect(where(table, 'a', 9000)[0]).toBe(0.001);
    expect(table.restAt).toBeCloseTo(3, 5);
  });

  it('goes on from where it is drawn when the next report comes early', () => {
    const table = new VehicleTable(0);
    table.apply([row('a', 0)], [], true, 1000);
    table.apply([row('a', 0.001)], [], false, 2000);
    table.apply([row('a', 0.002)], [], false, 2500);
    expect(where(table, 'a', 2500)[0]).toBeCloseTo(0.0005, 9);
  });

  it('does not start a glide anew when the same place is reported again', () => {
    const table = new VehicleTable(0);
    table.apply([row('a', 0)], [], true, 1000);
    table.apply([row('a', 0.001)], [], false, 2000);
    table.apply([row('a', 0.001)], [], true, 2500);
    expect(where(table, 'a', 2500)[0]).toBeCloseTo(0.0005, 9);
    expect(where(table, 'a', 3000)[0]).toBe(0.001);
  });

  it('jumps where no vehicle could have driven', () => {
    const table = new VehicleTable(0);
    table.apply([row('a', 0)], [], true, 1000);
    table.apply([row('a', 10)], [], false, 2000);
    expect(where(table, 'a', 2000)[0]).toBe(10);
  });

  it('does not glide for a reader who wants calm', () => {
    const table = new VehicleTable(0, () => false);
    table.apply([row('a', 0)], [], true, 1000);
    table.apply([row('a', 0.001)], [], false, 2000);
    expect(where(table, 'a', 2000)[0]).toBe(0.001);
  });

  it('forgets the vehicles that are gone and keeps the others in order', () => {
    const table = new VehicleTable(0);
    table.apply([row('a', 1), row('b', 2), row('c', 3)], [], true, 1000);
    table.apply([], ['a', 'nobody'], false, 1100);
    expect(table.count).toBe(2);
    expect(table.slotOf('a')).toBeUndefined();
    expect(where(table, 'b', 1100)[0]).toBe(2);
    expect(where(table, 'c', 1100)[0]).toBe(3);
    expect(table.ids).toHaveLength(2);
  });

  it('keeps only the rows of a full picture', () => {
    const table = new VehicleTable(0);
    table.apply([row('a', 1), row('b', 2), row('c', 3)], [], true, 1000);
    table.apply([row('b', 2), row('d', 4)], [], true, 1100);
    expect([...table.ids].sort()).toEqual(['b', 'd']);
  });

  it('holds what it held however often vehicles come and go', () => {
    const table = new VehicleTable(0);
    const truth = new Map<string, number>();
    let seed = 1;
    const next = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
    for (let step = 0; step < 2000; step++) {
      const id = `v${next(50)}`;
      if (next(3) === 0) {
        truth.delete(id);
        table.apply([], [id], false, step);
      } else {
        const lon = next(1000) / 1e6;
        truth.set(id, lon);
        table.apply([row(id, lon)], [], false, step);
      }
      expect(table.count).toBe(truth.size);
    }
    for (const [id, lon] of truth) expect(where(table, id, 1e9)[0]).toBe(lon);
  });

  it('tells the time of each report from the first one on', () => {
    const table = new VehicleTable(0);
    table.apply([row('a', 1, 0, 5_000), row('b', 2, 0, 65_000)], [], true, 1000);
    table.apply([], ['a'], false, 1100);
    expect(table.firstReport).toBe(5_000);
    expect(table.reported[table.slotOf('b')!]).toBe(60);
  });

  it('finds the vehicle nearest to a place within reach', () => {
    const table = new VehicleTable(0);
    table.apply([row('a', 0.001), row('b', 0.002)], [], true, 1000);
    expect(table.ids[table.nearest(0.0017, 0, 0.001, 1000)!]).toBe('b');
    expect(table.nearest(0.5, 0, 0.001, 1000)).toBeUndefined();
  });

  it('tells unknown speed and heading from zero', () => {
    const table = new VehicleTable(0);
    table.apply(
      [
        ['a', 0, 0, null, null, 0, null],
        ['b', 0, 0, 0, 0, 0, null],
      ],
      [],
      true,
      0,
    );
    expect([table.speed(0), table.heading(0)]).toEqual([null, null]);
    expect([table.speed(1), table.heading(1)]).toEqual([0, 0]);
  });
});
