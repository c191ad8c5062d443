import { describe, expect, it } from 'vitest';
import { quadkeyOf } from '../../../geo/tiles';
import type { VehicleRow } from '../api/types';
import { allVehicles, vehicleList, type VehicleFilter } from './vehicleList';
import { VehicleTable } from './vehicleTable';

const rows: VehicleRow[] = [
  ['bus 10', 10, 50, 12, 0, 9_000, 'phone'],
  ['bus 9', 10, 50, null, 0, 8_000, 'phone'],
  ['car 1', 11, 50, 0.2, 0, 7_000, 'replay'],
  ['Car 2', 11, 50, 30, 0, 10_000, null],
];

function list(filter: Partial<VehicleFilter>, most = 10) {
  const table = new VehicleTable(0);
  table.apply(rows, [], true, 0);
  return vehicleList(table, { ...allVehicles, ...filter }, 10_000, 14, most);
}
const ids = (filter: Partial<VehicleFilter>) => list(filter).listed.map((v) => v.id);

describe('the list of vehicles', () => {
  it('is in the order of their names, with numbers as numbers', () => {
    expect(ids({})).toEqual(['bus 9', 'bus 10', 'car 1', 'Car 2']);
  });

  it('tells speed, age, quadrant and source', () => {
    expect(list({ text: 'bus 10' }).listed).toEqual([
      { id: 'bus 10', speed: 12, age: 1, quadkey: quadkeyOf(10, 50, 14), source: 'phone' },
    ]);
  });

  it('finds by a part of the name, whatever its case', () => {
    expect(ids({ text: ' CAR' })).toEqual(['car 1', 'Car 2']);
  });

  it('holds those of a speed, of a source, of a quadrant', () => {
    expect(ids({ speed: 0 })).toEqual(['car 1']);
    expect(ids({ speed: 'unknown' })).toEqual(['bus 9']);
    expect(ids({ source: 'phone' })).toEqual(['bus 9', 'bus 10']);
    expect(ids({ quadrant: quadkeyOf(11, 50, 14), speed: 4 })).toEqual(['Car 2']);
  });

  it('is sorted as wanted, with what is not known at its end', () => {
    expect(ids({ sorting: 'fastest' })).toEqual(['Car 2', 'bus 10', 'car 1', 'bus 9']);
    expect(ids({ sorting: 'slowest' })).toEqual(['car 1', 'bus 10', 'Car 2', 'bus 9']);
    expect(ids({ sorting: 'newest' })[0]).toBe('Car 2');
    expect(ids({ sorting: 'oldest' })[0]).toBe('car 1');
  });

  it('is bounded, and says how many there are', () => {
    const { listed, matching, sources } = list({}, 2);
    expect(listed).toHaveLength(2);
    expect(matching).toBe(4);
    expect(sources).toEqual(['phone', 'replay']);
  });
});
