import { describe, expect, it, vi } from 'vitest';
import { Store } from './store';

describe('a store', () => {
  it('tells its listeners of a new state until they leave', () => {
    const store = new Store({ a: 1, b: 2 });
    const listener = vi.fn();
    const leave = store.subscribe(listener);
    store.patch({ b: 3 });
    expect(store.getState()).toEqual({ a: 1, b: 3 });
    leave();
    store.patch({ b: 4 });
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('tells nobody of the state that it has', () => {
    const state = { a: 1 };
    const store = new Store(state);
    const listener = vi.fn();
    store.subscribe(listener);
    store.set(state);
    expect(listener).not.toHaveBeenCalled();
  });
});
