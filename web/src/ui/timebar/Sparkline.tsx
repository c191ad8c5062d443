import { memo } from 'react';
import type { Bucket } from '../../api/types';
import type { Range } from './timeline';

interface Props {
  buckets: Bucket[];
  bucketSeconds: number;
  range: Range;
}

const height = 32;

/** Positions of each bucket of the history, as an area over the time bar. */
export const Sparkline = memo(function Sparkline({ buckets, bucketSeconds, range }: Props) {
  const width = Math.max(1, range.end - range.start);
  const most = Math.max(1, ...buckets.map((bucket) => bucket.positions));
  const bar = bucketSeconds * 1000;
  const gap = Math.min(bar * 0.08, width / 1500);
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      width="100%"
      height={height}
      role="img"
      aria-label={`Positions over the kept history, at most ${most} in ${bucketSeconds} seconds`}
      style={{ display: 'block' }}
    >
      {buckets.map(({ t, positions }) => {
        const left = Math.max(0, t - range.start);
        const right = Math.min(width, t + bar - range.start);
        const tall = positions === 0 ? 0 : Math.max(1.5, (positions / most) * (height - 2));
        return (
          <rect
            key={t}
            x={left + gap}
            y={height - tall}
            width={Math.max(0, right - left - 2 * gap)}
            height={tall}
            fill="currentColor"
          />
        );
      })}
    </svg>
  );
});
