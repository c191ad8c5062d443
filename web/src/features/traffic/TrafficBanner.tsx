import { StatusBanner } from '../../ui/StatusBanner';
import { useTrafficState } from './live';

/** Says that the moment of the time bar could not be read. */
export function TrafficBanner() {
  const { historyError } = useTrafficState();
  return historyError === null ? null : <StatusBanner severity="warning">{historyError}</StatusBanner>;
}
