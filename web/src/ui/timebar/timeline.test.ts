import { describe, expect, it } from 'vitest';
import { liveTimeline, timeline, type Timeline, type TimelineAction } from './timeline';

const range = { start: 100_000, end: 200_000 };

function after(...actions: TimelineAction[]): Timeline {
  return actions.reduce(timeline, liveTimeline);
}

describe('the time bar', () => {
  it('is live and stays live while there is no history', () => {
    expect(after({ type: 'seek', at: 5 })).toEqual(liveTimeline);
    expect(after({ type: 'pause' })).toEqual(liveTimeline);
  });

  it('shows a moment within the history', () => {
    expect(after({ type: 'range', range }, { type: 'seek', at: 150_000 })).toMatchObject({
      mode: 'history',
      at: 150_000,
    });
    expect(after({ type: 'range', range }, { type: 'seek', at: 5 }).at).toBe(range.start);
    expect(after({ type: 'range', range }, { type: 'seek', at: 9e9 }).at).toBe(range.end);
  });

  it('holds the newest moment when the live picture is paused', () => {
    expect(after({ type: 'range', range }, { type: 'pause' })).toMatchObject({
      mode: 'history',
      at: range.end,
      playing: false,
    });
  });

  it('plays on by the elapsed time times the speed', () => {
    const playing = after(
      { type: 'range', range },
      { type: 'seek', at: 110_000 },
      { type: 'speed', speed: 10 },
      { type: 'play' },
      { type: 'elapsed', milliseconds: 250 },
    );
    expect(playing.at).toBe(112_500);
  });

  it('stands still while paused', () => {
    const paused = after({ type: 'range', range }, { type: 'seek', at: 110_000 }, { type: 'pause' });
    expect(timeline(paused, { type: 'elapsed', milliseconds: 1000 })).toBe(paused);
  });

  it('goes live when play reaches the end', () => {
    const end = after(
      { type: 'range', range },
      { type: 'seek', at: 199_000 },
      { type: 'speed', speed: 60 },
      { type: 'play' },
      { type: 'elapsed', milliseconds: 100 },
    );
    expect(end.mode).toBe('live');
  });

  it('steps back from live into the history, and pauses', () => {
    expect(after({ type: 'range', range }, { type: 'step', by: -10_000 })).toMatchObject({
      mode: 'history',
      at: 190_000,
      playing: false,
    });
  });

  it('moves with a history whose oldest part is dropped', () => {
    const moved = after(
      { type: 'range', range },
      { type: 'seek', at: 100_000 },
      { type: 'range', range: { start: 120_000, end: 220_000 } },
    );
    expect(moved.at).toBe(120_000);
  });

  it('is live again when the history is gone', () => {
    expect(
      after({ type: 'range', range }, { type: 'seek', at: 100_000 }, { type: 'range', range: null }).mode,
    ).toBe('live');
  });

  describe('of something that is over', () => {
    const over = { ...range, over: true, of: 'a run' };

    it('begins at its end, at rest', () => {
      expect(after({ type: 'over', range: over })).toMatchObject({
        mode: 'history',
        at: over.end,
        playing: false,
        range: over,
      });
    });

    it('stops at the end instead of going live', () => {
      const played = after(
        { type: 'over', range: over },
        { type: 'seek', at: over.end - 100 },
        { type: 'play' },
        { type: 'elapsed', milliseconds: 1000 },
      );
      expect(played).toMatchObject({ mode: 'history', at: over.end, playing: false });
    });

    it('is played from its start when it is at its end', () => {
      expect(after({ type: 'over', range: over }, { type: 'play' })).toMatchObject({
        at: over.start,
        playing: true,
      });
    });

    it('gives way to the range of all, with the moment in it', () => {
      const all = { start: 0, end: 150_000 };
      expect(after({ type: 'over', range: over }, { type: 'range', range: all })).toMatchObject({
        mode: 'history',
        at: all.end,
        range: all,
      });
    });
  });
});
