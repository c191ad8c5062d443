import type { ComponentType } from 'react';
import { ClusterPage } from '../features/cluster/ClusterPage';
import { OverviewPage } from '../features/overview/OverviewPage';
import { TrafficPage } from '../features/traffic/TrafficPage';

export interface Page {
  path: string;
  name: string;
  content: ComponentType;
}

/** The pages in the order of the navigation. */
export const pages: Page[] = [
  { path: '/', name: 'Overview', content: OverviewPage },
  { path: '/traffic', name: 'Traffic', content: TrafficPage },
  { path: '/cluster', name: 'Cluster', content: ClusterPage },
];

export function pageAt(path: string): Page {
  return pages.find((page) => page.path === path.replace(/(?<=.)\/$/, '')) ?? pages[0]!;
}
