import { describe, expect, it } from 'vitest';
import { WalkedArea } from './walkedArea';

describe('the area in which people have walked', () => {
  it('is made of the squares around each place, row by row', () => {
    const area = new WalkedArea({ width: 48, height: 24, radius: 2 });
    area.add(10.5, 20.5);
    area.add(11.5, 20.5);
    expect(area.boxes()).toEqual([
      [9, 19, 13, 20],
      [9, 20, 13, 21],
      [9, 21, 13, 22],
    ]);
    expect(area.walked).toBe(12);
  });

  it('counts nothing twice, and nothing outside the field', () => {
    const area = new WalkedArea({ width: 48, height: 48, radius: 2 });
    area.add(30, 30);
    const { walked } = area;
    area.add(30, 30);
    area.add(-40, 1e9);
    area.add(NaN, 3);
    expect(area.walked).toBe(walked);
    area.add(47, 47);
    expect(area.boxes().at(-1)).toEqual([46, 47, 48, 48]);
  });
});
