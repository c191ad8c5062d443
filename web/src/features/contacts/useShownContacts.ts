import { useEffect, useMemo, useState } from 'react';
import { LatestOnly } from '../../api/latestOnly';
import { useMoment } from '../../ui/timebar/TimelineProvider';
import { contactsApi, type Counts, type Person } from './api/contacts';
import { useContactsState } from './live';
import { countsOf } from './state/look';

export interface ShownContacts {
  people: readonly Person[];
  /** Null while nothing is known. */
  counts: Pick<Counts, 'all' | 'infected' | 'dead' | 'deadInfected'> | null;
  /** The moment of the time bar, Unix milliseconds; null for the present. */
  past: number | null;
  /** True when nothing is kept of the moment. */
  missing: boolean;
}

/** People as they are, or as they were at the moment of the time bar. */
export function useShownContacts(): ShownContacts {
  const state = useContactsState();
  const past = useMoment();
  const [then, setThen] = useState<{ people: Person[]; missing: boolean } | null>(null);
  const simulation = state.simulation;
  const reading = useMemo(
    () =>
      new LatestOnly<{ simulation: string | null; at: number }>(250, async (wanted, signal) => {
        try {
          const people = await contactsApi.people(wanted.simulation, wanted.at, signal);
          if (!signal.aborted) setThen({ people, missing: false });
        } catch {
          if (!signal.aborted) setThen({ people: [], missing: true });
        }
      }),
    [],
  );
  useEffect(() => () => reading.cancel(), [reading]);
  useEffect(() => {
    if (past === null) {
      reading.cancel();
      setThen(null);
    } else reading.request({ simulation, at: Math.round(past) });
  }, [past, simulation, reading]);

  if (past === null)
    return { people: [...state.people.values()], counts: state.counts, past, missing: false };
  const people = then?.people ?? [];
  return { people, counts: then === null ? null : countsOf(people), past, missing: then?.missing ?? false };
}
