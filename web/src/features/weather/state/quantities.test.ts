import { describe, expect, it } from 'vitest';
import { compass, measured, valueOf, windowWords } from './quantities';
import { windowOf } from './testWindow';

describe('words for what is measured', () => {
  it('have units and as many digits as it is measured with', () => {
    expect(valueOf('wellness', 0.8)).toBe('0.80');
    expect(valueOf('temperature', 20.46)).toBe('20.5 °C');
    expect(valueOf('windDirection', 12.4)).toBe('12°');
    expect(valueOf('co2', null)).toBe('–');
    expect(measured({ temperature: 20, humidity: 40 })).toBe('20.0 °C, 40.0 %');
    expect(measured({ direction: 359, speed: 3 })).toBe('3.0 m/s, from north (359°)');
    expect(compass(-90)).toBe('west (-90°)');
  });

  it('say that a window is empty, and not zero', () => {
    expect(windowWords(windowOf(1))).toBe('0.50 ± 0.10, 2 readings');
    expect(windowWords(windowOf(1, { count: 0, mean: null }))).toBe('empty: no reading came');
    expect(windowWords(windowOf(1, { quantity: 'windDirection', mean: null }))).toBe(
      '2 readings that cancel out',
    );
  });
});
