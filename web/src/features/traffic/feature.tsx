import type { Feature, FeatureStatus } from '../../app/feature';
import { traffic as live, useTrafficState } from './live';
import { TrafficBeside, TrafficMain } from './Overview';
import { TrafficBanner } from './TrafficBanner';
import { TrafficFigures } from './TrafficFigures';
import { TrafficPage } from './TrafficPage';
import { TrafficProvider } from './TrafficProvider';

export const traffic: Feature = {
  path: '/traffic',
  name: 'Traffic',
  says: 'where vehicles are and where they were lately, as precise positions and as a heat map.',
  Page: TrafficPage,
  Provider: TrafficProvider,
  useStatus,
  Figures: TrafficFigures,
  Banner: TrafficBanner,
  Overview: { Main: TrafficMain, Beside: TrafficBeside },
  shortcuts: [
    { keys: ['H'], does: 'Heat map on or off' },
    { keys: ['V'], does: 'Vehicles on or off' },
    { keys: ['Q'], does: 'Quadrants on or off' },
    { keys: ['C'], does: 'Heat map beside precise positions' },
    { keys: ['F'], does: 'Fit the map to the data' },
    { keys: ['Esc'], does: 'Stop following a vehicle' },
    {
      keys: ['↑', '↓', '←', '→'],
      does: 'On the map, when the tab key has come to it: move it (+ and − zoom)',
    },
  ],
};

function useStatus(): FeatureStatus {
  const { link, summary, heardAt } = useTrafficState();
  return {
    link,
    delayedSeconds: summary?.delayed ? Math.max(1, summary.delayedSeconds) : 0,
    heardAt,
    clockOffset: live.clockOffset,
    retryNow: () => live.retryNow(),
  };
}
