import { describe, expect, it } from 'vitest';
import type { Link } from '../api/liveFeed';
import type { FeatureStatus } from './feature';
import { gravest, isFlowing } from './status';

const status = (kind: Link['kind'], delayedSeconds = 0): FeatureStatus => ({
  link: kind === 'away' ? { kind, since: 1, attempt: 1, retryAt: 2 } : { kind },
  delayedSeconds,
  heardAt: 1,
  clockOffset: 0,
  retryNow: () => undefined,
});

describe('the status of all features', () => {
  it('is that of the one in trouble', () => {
    const away = status('away');
    const late = status('live', 5);
    expect(gravest([status('live'), late, null])).toBe(late);
    expect(gravest([late, away])).toBe(away);
    expect(gravest([null])).toBeNull();
  });

  it('is not that of one who is refused while others are live', () => {
    const live = status('live');
    expect(gravest([status('forbidden'), live])).toBe(live);
    const refused = status('forbidden');
    expect(gravest([refused, null])).toBe(refused);
  });

  it('flows when it is live and on time', () => {
    expect([status('live'), status('live', 3), status('connecting'), null].map(isFlowing)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
