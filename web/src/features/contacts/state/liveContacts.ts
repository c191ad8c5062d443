import { Store } from '../../../api/store';
import { LiveFeed, type Link, type OpenConnection } from '../../../api/liveFeed';
import type { ContactsPush, ContactsPushes, Counts, Field, Person, WatchedSimulation } from '../api/contacts';

export interface ContactsState {
  /** False until somebody wants to see people. */
  started: boolean;
  link: Link;
  /** This machine's clock at the last push, Unix milliseconds; null before the first. */
  heardAt: number | null;
  /** Server's clock minus this machine's, milliseconds. */
  clockOffset: number;
  delayedSeconds: number;
  /** Name of the simulation; null before somebody has reported. */
  simulation: string | null;
  field: Field | null;
  counts: Counts | null;
  /** By id; a new map with each push. */
  people: ReadonlyMap<string, Person>;
}

export const noContacts: ContactsState = {
  started: false,
  link: { kind: 'connecting' },
  heardAt: null,
  clockOffset: 0,
  delayedSeconds: 0,
  simulation: null,
  field: null,
  counts: null,
  people: new Map(),
};

/** The state after a push: all people where it is full, those who reported where it is not. */
export function taken(state: ContactsState, push: ContactsPush, now: number): ContactsState {
  const people = push.full ? new Map<string, Person>() : new Map(state.people);
  for (const person of push.people) people.set(person.id, person);
  return {
    ...state,
    heardAt: now,
    clockOffset: push.t - now,
    delayedSeconds: push.delayed ? push.delayedSeconds : 0,
    simulation: push.simulation,
    field: push.field,
    counts: push.counts,
    people,
  };
}

/** Keeps the live picture of a simulation. */
export class LiveContacts {
  readonly store = new Store(noContacts);
  private readonly feed: LiveFeed<ContactsPushes, WatchedSimulation>;

  constructor(open: OpenConnection<ContactsPushes, WatchedSimulation>) {
    this.feed = new LiveFeed<ContactsPushes, WatchedSimulation>(
      open,
      { contacts: (push) => this.store.set(taken(this.store.getState(), push, Date.now())) },
      (link) => this.store.patch({ link }),
    );
  }

  start(): void {
    this.store.patch({ started: true });
    this.feed.watch(null);
    this.feed.start();
  }

  /** Asks for nothing until it is started again. */
  stop(): void {
    if (!this.store.getState().started) return;
    this.feed.stop();
    this.store.patch({ started: false });
  }

  /** Looks at another simulation; null for the one heard of last. */
  watch(simulation: WatchedSimulation): void {
    this.feed.watch(simulation);
  }

  retryNow(): void {
    this.feed.retryNow();
  }
}
