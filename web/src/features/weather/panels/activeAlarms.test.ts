import { describe, expect, it } from 'vitest';
import type { Alarm } from '../api/weather';
import { activeIn } from './activeAlarms';

const alarm = (t: number, raised: boolean, place = 'lab'): Alarm => ({
  quantity: 'co2',
  place,
  t,
  raised,
  mean: 900,
  threshold: 800,
  text: 'above 800',
});

describe('alarms of a moment', () => {
  it('are those that were raised last and not cleared since', () => {
    expect(activeIn([alarm(30, false), alarm(20, true, 'attic'), alarm(10, true)])).toEqual([
      alarm(20, true, 'attic'),
    ]);
    expect(activeIn([])).toEqual([]);
  });
});
