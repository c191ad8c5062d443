import { useEffect, useState } from 'react';
import { isAbort } from '../../api/http';
import { contactsApi, type Statistics } from './api/contacts';

const every = 8000;

/** Figures over a whole simulation, read again and again while they are wanted; those known stay while the server is away. */
export function useStatistics(simulation: string | null, wanted: boolean): Statistics | null {
  const [read, setRead] = useState<{ simulation: string; statistics: Statistics } | null>(null);
  useEffect(() => {
    if (simulation === null || !wanted) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const load = async () => {
      const began = performance.now();
      try {
        const statistics = await contactsApi.statistics(simulation, stop.signal);
        setRead({ simulation, statistics });
      } catch (error) {
        if (isAbort(error)) return;
      }
      if (!stop.signal.aborted) timer = setTimeout(load, every + 5 * (performance.now() - began));
    };
    void load();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [simulation, wanted]);
  return read !== null && read.simulation === simulation ? read.statistics : null;
}
