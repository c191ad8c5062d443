/**
 * A state outside React that many read: React's useSyncExternalStore takes `subscribe` and `getState` as they are.
 * A state is never changed in place; setting the same object again tells nobody.
 */
export class Store<S> {
  private readonly listeners = new Set<() => void>();

  constructor(private state: S) {}

  getState = (): S => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(next: S): void {
    if (Object.is(next, this.state)) return;
    this.state = next;
    for (const listener of this.listeners) listener();
  }

  /** Sets some fields and keeps the others. */
  patch(change: Partial<S>): void {
    this.set({ ...this.state, ...change });
  }
}
