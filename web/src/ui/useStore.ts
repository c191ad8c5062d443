import { useSyncExternalStore } from 'react';
import type { Store } from '../api/store';

/** The state of a store; the component is drawn anew when it changes. */
export function useStore<S>(store: Store<S>): S {
  return useSyncExternalStore(store.subscribe, store.getState);
}
