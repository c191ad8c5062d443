import { useCallback, useSyncExternalStore, type MouseEvent } from 'react';

// The address of the page: its path is the page that is shown, its query is what is shown of it. A reload and a shared link show the same.

/** Parameters that go along to another page: the moment, the place, and who reads. The others belong to one page. */
const lasting = ['at', 'map', 'vehicle'];
/** Browsers allow only so many changes of the address. */
const writeEvery = 300;

const listeners = new Set<() => void>();
let query = new URLSearchParams(typeof window === 'undefined' ? '' : window.location.search);
let timer: ReturnType<typeof setTimeout> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}

if (typeof window !== 'undefined') {
  window.addEventListener('popstate', () => {
    query = new URLSearchParams(window.location.search);
    tell();
  });
  window.addEventListener('pagehide', () => write());
}

/** The path of the page that is shown. */
export function useRoute(): string {
  return useSyncExternalStore(subscribe, () => window.location.pathname);
}

/** A parameter of the address; null when it is not there. */
export function useParameter(name: string): [string | null, (value: string | null) => void] {
  const value = useSyncExternalStore(subscribe, () => query.get(name));
  const set = useCallback((next: string | null) => setParameter(name, next), [name]);
  return [value, set];
}

export function parameter(name: string): string | null {
  return query.get(name);
}

export function setParameter(name: string, value: string | null): void {
  if (query.get(name) === value) return;
  query = new URLSearchParams(query);
  if (value === null) query.delete(name);
  else query.set(name, value);
  timer ??= setTimeout(write, writeEvery);
  tell();
}

/** The query of an address; slashes, commas and colons stay readable. */
export function searchOf(parameters: URLSearchParams): string {
  const text = parameters.toString().replaceAll('%2F', '/').replaceAll('%2C', ',').replaceAll('%3A', ':');
  return text === '' ? '' : `?${text}`;
}

function write(): void {
  clearTimeout(timer);
  timer = undefined;
  const { pathname, search, hash } = window.location;
  const wanted = searchOf(query);
  if (wanted !== search) window.history.replaceState(window.history.state, '', pathname + wanted + hash);
}

/** What goes along to another page. */
export function lastingOf(parameters: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...parameters].filter(([name]) => lasting.includes(name)));
}

export function goTo(path: string): void {
  write();
  query = lastingOf(query);
  window.history.pushState(null, '', path + searchOf(query));
  tell();
}

/** Attributes of a link within the page: a plain click changes the page without loading it anew. */
export function link(path: string): { href: string; onClick: (event: MouseEvent) => void } {
  const vehicle = query.get('vehicle');
  return {
    href: vehicle === null ? path : path + searchOf(new URLSearchParams({ vehicle })),
    onClick: (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      goTo(path);
    },
  };
}
