import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, ServerAwayError } from '../../../api/http';
import type { LiveConnection } from '../../../api/liveFeed';
import type { ContactsApi, ContactsPush, ContactsPushes, Counts, WatchedSimulation } from '../api/contacts';
import { sampleCounts, samplePerson as person } from '../api/samples';
import { LiveContacts, marksOf, noContacts, taken } from './liveContacts';

const counts = (more: Partial<Counts> = {}) => sampleCounts({ all: 2, susceptible: 2, ...more });

const push = (more: Partial<ContactsPush> = {}): ContactsPush => ({
  simulation: 'a run',
  t: 5000,
  field: { width: 100, height: 100, radius: 2 },
  full: false,
  delayed: false,
  delayedSeconds: 0,
  counts: null,
  people: [],
  ...more,
});

describe('the state of a simulation', () => {
  it('tells by how much it is late only while it is', () => {
    expect(taken(noContacts, push({ delayed: true, delayedSeconds: 7 }), 0, false).delayedSeconds).toBe(7);
    expect(taken(noContacts, push({ delayed: true, delayedSeconds: 0 }), 0, false).delayedSeconds).toBe(1);
    expect(taken(noContacts, push({ delayed: false, delayedSeconds: 7 }), 0, false).delayedSeconds).toBe(0);
  });

  it('keeps the figures of the moment shown while that is in the past', () => {
    const then = { ...noContacts, simulation: 'a run', counts: counts({ all: 1 }) };
    expect(taken(then, push({ counts: counts({ all: 9 }) }), 0, true).counts?.all).toBe(1);
    expect(taken(then, push({ simulation: 'another', counts: counts() }), 0, true).counts).toBeNull();
  });

  it('marks the first infection and the most infected people', () => {
    expect(marksOf([counts(), counts({ t: 6, infected: 1 }), counts({ t: 7, infected: 4 })])).toEqual([
      { t: 6, kind: 'warning', text: 'first infected person' },
      { t: 7, kind: 'bad', text: 'most infected people: 4' },
    ]);
    expect(marksOf([counts()])).toEqual([]);
  });
});

describe('the live picture of a simulation', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const setUp = (api: Partial<ContactsApi> = {}) => {
    const told: { pushes?: ContactsPushes; watched: WatchedSimulation[]; asked: number } = {
      watched: [],
      asked: 0,
    };
    const live = new LiveContacts(
      (pushes): LiveConnection<WatchedSimulation> => {
        told.pushes = pushes;
        return {
          start: async () => undefined,
          watch: async (view) => void told.watched.push(view),
          stop: async () => undefined,
        };
      },
      {
        moment: async () => {
          told.asked++;
          return [{ numbers: [7], ids: ['then'], x: [1], y: [2], looks: [32 + 2], ages: [0] }];
        },
        places: async () => [person('somebody')],
        simulations: async () => [{ name: 'a run', from: 1000, to: 9000, counts: counts() }],
        timeline: async () => [counts()],
        ...api,
      },
    );
    return { live, told };
  };

  it('asks for a moment of the past once, and shows it instead of what is pushed', async () => {
    const { live, told } = setUp();
    live.start();
    await vi.advanceTimersByTimeAsync(1);
    told.pushes!.contacts(push({ full: true, people: [person('a'), person('b')], counts: counts() }));
    expect(live.people.count).toBe(2);
    live.showMoment(3000);
    await vi.advanceTimersByTimeAsync(1000);
    told.pushes!.contacts(push({ people: [person('a')], counts: counts({ all: 7 }) }));
    expect(told.asked).toBe(1);
    expect(live.people.ids).toEqual(['then']);
    expect(live.store.getState().counts).toMatchObject({ all: 1, infected: 1 });
    live.showMoment(null);
    await vi.advanceTimersByTimeAsync(1);
    told.pushes!.contacts(push({ full: true, people: [person('a')], counts: counts() }));
    expect(live.people.ids).toEqual(['a']);
    expect(told.watched).toEqual([null, null]);
  });

  it('says that nothing is kept of a moment, and shows nobody then', async () => {
    const { live, told } = setUp({
      moment: async () => {
        throw new ApiError(404, 'Nothing that old is kept', '');
      },
    });
    live.start();
    await vi.advanceTimersByTimeAsync(1);
    told.pushes!.contacts(push({ full: true, people: [person('a')] }));
    live.showMoment(10);
    await vi.advanceTimersByTimeAsync(1000);
    expect(live.store.getState()).toMatchObject({ missing: 'Nothing that old is kept', counts: null });
    expect(live.people.count).toBe(0);
  });

  it('shows the places of a moment to who may not know who was there', async () => {
    const { live, told } = setUp({
      moment: async () => {
        throw new ApiError(403, 'For the operator', '');
      },
    });
    live.start();
    await vi.advanceTimersByTimeAsync(1);
    told.pushes!.contacts(push({ full: true, people: [person('a')] }));
    live.showMoment(10);
    await vi.advanceTimersByTimeAsync(1000);
    expect(live.people.ids).toEqual(['somebody']);
    expect(live.store.getState().missing).toBeNull();
  });

  it('takes people in columns', async () => {
    const { live, told } = setUp();
    live.start();
    await vi.advanceTimersByTimeAsync(1);
    const columns = { numbers: [0], ids: ['a'], x: [3], y: [4], looks: [32], ages: [0] };
    told.pushes!.contacts(push({ full: true, columns }));
    expect(live.people.ids).toEqual(['a']);
    expect(live.store.getState().drawn).toBe(1);
  });

  it('shows a push that comes in parts once it is whole, and people glide from where they were', async () => {
    const { live, told } = setUp();
    live.start();
    await vi.advanceTimersByTimeAsync(1);
    let pictures = 0;
    live.onPicture(() => pictures++);
    const part = (number: number, x: number) => ({
      numbers: [number],
      ids: [`p${number}`],
      x: [x],
      y: [4],
      looks: [32],
      ages: [0],
    });
    told.pushes!.contacts(push({ full: true, more: true, columns: part(0, 1) }));
    expect([live.people.count, pictures]).toEqual([0, 0]);
    told.pushes!.contacts(push({ columns: part(1, 5) }));
    expect(live.people.ids).toEqual(['p0', 'p1']);
    expect([live.store.getState().drawn, pictures]).toEqual([2, 1]);
    await vi.advanceTimersByTimeAsync(5000);
    // The rest of these never comes; all people begin anew.
    told.pushes!.contacts(push({ full: true, more: true, columns: part(9, 1) }));
    told.pushes!.contacts(push({ full: true, more: true, columns: part(0, 3) }));
    told.pushes!.contacts(push({ columns: part(1, 7) }));
    expect(live.people.ids).toEqual(['p0', 'p1']);
    expect([live.people.from[0], live.people.to[0]]).toEqual([1, 3]);
    expect([live.people.from[2], live.people.to[2]]).toEqual([5, 7]);
  });

  it('keeps the last picture while the server is away', async () => {
    const { live, told } = setUp({
      moment: async () => {
        throw new ServerAwayError(null);
      },
    });
    live.start();
    await vi.advanceTimersByTimeAsync(1);
    told.pushes!.contacts(push({ full: true, people: [person('a')] }));
    live.showMoment(10);
    await vi.advanceTimersByTimeAsync(1000);
    expect(live.people.ids).toEqual(['a']);
    expect(live.store.getState().missing).toBeNull();
  });

  it('asks for nothing before it is started and after it is stopped', async () => {
    const { live, told } = setUp();
    live.showMoment(10);
    live.watch('a run');
    await vi.advanceTimersByTimeAsync(1000);
    expect(told.asked).toBe(0);
    live.start();
    await vi.advanceTimersByTimeAsync(1000);
    expect(told.asked).toBe(1);
    expect(told.watched).toEqual(['a run']);
    live.stop();
    live.showMoment(20);
    await vi.advanceTimersByTimeAsync(1000);
    expect(told.asked).toBe(1);
    expect(live.series().range).toBeNull();
  });

  it('offers the time of the shown simulation to the time bar', async () => {
    const { live, told } = setUp();
    live.start();
    await vi.advanceTimersByTimeAsync(1);
    told.pushes!.contacts(push({ full: true }));
    await vi.advanceTimersByTimeAsync(10);
    expect(live.series().range).toEqual({ start: 1000, end: 9000 });
  });
});
