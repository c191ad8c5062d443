import { useSyncExternalStore, type MouseEvent } from 'react';

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

/** The path of the page that is shown. */
export function useRoute(): string {
  return useSyncExternalStore(subscribe, () => window.location.pathname);
}

export function goTo(path: string): void {
  window.history.pushState(null, '', path + window.location.search);
  for (const listener of listeners) listener();
}

/** Attributes of a link within the page: a plain click changes the page without loading it anew. */
export function link(path: string): { href: string; onClick: (event: MouseEvent) => void } {
  return {
    href: path + window.location.search,
    onClick: (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      goTo(path);
    },
  };
}
