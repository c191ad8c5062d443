import { span, timeOfDay } from '../ui/format';
import { StatusBanner } from '../ui/StatusBanner';
import { useNow } from '../ui/useNow';
import type { FeatureStatus } from './feature';

/** Says when what the page shows is not the present: the server is away, or its data late. */
export function ServerBanner({ status }: { status: FeatureStatus | null }) {
  const now = useNow();
  if (status === null) return null;
  const { link, heardAt, delayedSeconds, retryNow } = status;
  if (link.kind === 'away') {
    // Before the first answer the page itself says that the server is not there.
    if (heardAt === null) return null;
    const wait = Math.ceil((link.retryAt - now) / 1000);
    return (
      <StatusBanner severity="error" action={{ text: 'Try now', run: retryNow }}>
        The server is away. The page shows the last known state, of {timeOfDay(heardAt)} (
        {span((now - heardAt) / 1000)} ago). {wait > 0 ? `Trying again in ${wait} s.` : 'Trying again…'}
      </StatusBanner>
    );
  }
  if (delayedSeconds > 0) {
    return (
      <StatusBanner severity="warning">
        The data is delayed by {span(delayedSeconds)}: the log does not answer. The page shows the last known
        state.
      </StatusBanner>
    );
  }
  return null;
}
