import type { ComponentType } from 'react';
import { useMemo } from 'react';
import { useServerStatus } from '../ui/ServerStatus';
import { offered } from './applications';
import type { Feature } from './feature';
import { features } from './features';
import { NotFoundPage } from './NotFoundPage';
import { NotRunPage } from './NotRunPage';
import { OverviewPage } from './overview/OverviewPage';

export interface Page {
  /** Null for the page of an address that is none. */
  path: string | null;
  name: string;
  Content: ComponentType;
  /** The feature whose page it is. */
  feature: Feature | null;
  /** Whether it shows what is live. */
  live: boolean;
}

const overview: Page = { path: '/', name: 'Overview', Content: OverviewPage, feature: null, live: true };

const notFound: Page = {
  path: null,
  name: 'Not found',
  Content: NotFoundPage,
  feature: null,
  live: false,
};

/** What stands at the address of a feature that the server does not run. */
const notRun: readonly Page[] = features.map(({ path, name }) => ({
  path,
  name,
  Content: () => NotRunPage({ name }),
  feature: null,
  live: false,
}));

/** The pages in the order of the navigation: the overview, and those of the features that the server runs. */
export function usePages(): readonly Page[] {
  const status = useServerStatus();
  return useMemo(
    () => [
      overview,
      ...offered(features, status).map((feature) => ({
        path: feature.path,
        name: feature.name,
        Content: feature.Page,
        feature,
        live: true,
      })),
    ],
    [status],
  );
}

export function pageAt(pages: readonly Page[], path: string): Page {
  const plain = path.replace(/(?<=.)\/+$/, '');
  const there = (page: Page) => page.path === plain;
  return pages.find(there) ?? notRun.find(there) ?? notFound;
}
