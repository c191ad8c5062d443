import { describe, expect, it } from 'vitest';
import { FrameRhythm } from './frameRhythm';

/** Lets a rhythm run on frames that take so many milliseconds each; tells when it draws. */
function drawn(milliseconds: number, frames: number, movesUntil: number): number[] {
  let next: ((now: number) => void) | null = null;
  const times: number[] = [];
  const rhythm = new FrameRhythm(
    (now) => times.push(now),
    () => movesUntil,
    (callback) => {
      next = callback;
      return 1;
    },
  );
  rhythm.begin();
  for (let i = 1; i <= frames && next !== null; i++) {
    const callback: (now: number) => void = next;
    next = null;
    callback(1000 + i * milliseconds);
  }
  return times;
}

describe('the rhythm of frames', () => {
  it('draws once where something has changed and nothing moves', () => {
    expect(drawn(16, 100, 0)).toHaveLength(1);
  });

  it('draws some thirty times a second while something moves', () => {
    const times = drawn(16, 63, Infinity);
    expect(times.length).toBeGreaterThan(25);
    expect(times.length).toBeLessThan(40);
  });

  it('draws less often where a frame is dear', () => {
    const times = drawn(150, 60, Infinity);
    const last = times.slice(-3);
    expect(last[1]! - last[0]!).toBeGreaterThanOrEqual(246);
  });

  it('ends when what moves has come to rest', () => {
    expect(drawn(16, 200, 1500).at(-1)!).toBeLessThan(1600);
  });
});
