import type { ComponentType } from 'react';
import type { Feature } from './feature';
import { features } from './features';
import { NotFoundPage } from './NotFoundPage';
import { OverviewPage } from './overview/OverviewPage';

export interface Page {
  /** Null for the page of an address that is none. */
  path: string | null;
  name: string;
  Content: ComponentType;
  /** The feature whose page it is. */
  feature: Feature | null;
}

/** The pages in the order of the navigation. */
export const pages: readonly Page[] = [
  { path: '/', name: 'Overview', Content: OverviewPage, feature: null },
  ...features.map((feature) => ({ path: feature.path, name: feature.name, Content: feature.Page, feature })),
];

const notFound: Page = { path: null, name: 'Not found', Content: NotFoundPage, feature: null };

export function pageAt(path: string): Page {
  return pages.find((page) => page.path === path.replace(/(?<=.)\/+$/, '')) ?? notFound;
}
