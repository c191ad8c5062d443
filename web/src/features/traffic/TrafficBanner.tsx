import { span, timeOfDay } from '../../ui/format';
import { StatusBanner } from '../../ui/StatusBanner';
import { useNow } from '../../ui/useNow';
import { notice } from './state/trafficState';
import { useTraffic, useTrafficState } from './TrafficProvider';

/** Says when the picture is not what it seems: the server away, its data late, a moment that cannot be read. */
export function TrafficBanner() {
  const traffic = useTraffic();
  const state = useTrafficState();
  const now = useNow();
  const said = notice(state);
  switch (said.kind) {
    case 'none':
      return null;
    case 'away': {
      // Before the first answer the page itself says that the server is not there.
      if (said.knownAt === null) return null;
      const wait = Math.ceil((said.retryAt - now) / 1000);
      return (
        <StatusBanner severity="error" action={{ text: 'Try now', run: () => traffic.retryNow() }}>
          The server is away. The map shows the last known state, of {timeOfDay(said.knownAt)} (
          {span((now - said.knownAt) / 1000)} ago).{' '}
          {wait > 0 ? `Trying again in ${wait} s.` : 'Trying again…'}
        </StatusBanner>
      );
    }
    case 'delayed':
      return (
        <StatusBanner severity="warning">
          The data is delayed by {span(said.seconds)}: the log does not answer. The map shows the last known
          state.
        </StatusBanner>
      );
    case 'history':
      return <StatusBanner severity="warning">{said.error}</StatusBanner>;
  }
}
