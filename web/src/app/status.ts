import type { FeatureStatus } from './feature';

const ranks = ['away', 'delayed', 'live', 'connecting', 'forbidden'] as const;

/** What stands above the page when nothing is wrong elsewhere: the gravest of all, where one refused reader does not hide the others. */
export function gravest(statuses: readonly (FeatureStatus | null)[]): FeatureStatus | null {
  const known = statuses.filter((status) => status !== null);
  for (const rank of ranks) {
    const found = known.find((status) => rankOf(status) === rank);
    if (found !== undefined) return found;
  }
  return null;
}

function rankOf({ link, delayedSeconds }: FeatureStatus): (typeof ranks)[number] {
  return link.kind === 'live' && delayedSeconds > 0 ? 'delayed' : link.kind;
}

/** True when what is shown as the present is the present. */
export function isFlowing(status: FeatureStatus | null): boolean {
  return status !== null && status.link.kind === 'live' && status.delayedSeconds === 0;
}
