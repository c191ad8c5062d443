import { useEffect, useState } from 'react';
import { ApiError, isAbort } from '../../api/http';
import { contactsApi, type Exposure, type Trace } from './api/contacts';

export type Direction = 'forward' | 'backward';

export interface Traced {
  trace: Trace | null;
  exposures: Exposure[] | null;
  error: string | null;
}

const nothing: Traced = { trace: null, exposures: null, error: null };
const every = 6000;

/** Whom a person can have infected, or by whom it can have been infected, and its contacts with infected people; read again and again while the run goes on. */
export function useTrace(
  simulation: string | null,
  person: string | null,
  direction: Direction,
  depth: number,
): Traced {
  const [traced, setTraced] = useState(nothing);
  useEffect(() => setTraced(nothing), [simulation, person, direction]);
  useEffect(() => {
    if (person === null || simulation === null) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const load = async () => {
      const began = performance.now();
      try {
        const [trace, exposures] = await Promise.all([
          contactsApi.trace(simulation, person, direction, depth, stop.signal),
          contactsApi.exposures(simulation, person, stop.signal),
        ]);
        setTraced({ trace, exposures, error: null });
      } catch (error) {
        if (isAbort(error) || stop.signal.aborted) return;
        // When the server is away the banner says so, and what is known stays.
        if (error instanceof ApiError) setTraced({ ...nothing, error: error.message });
      }
      if (!stop.signal.aborted) timer = setTimeout(load, every + 5 * (performance.now() - began));
    };
    void load();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [simulation, person, direction, depth]);
  return traced;
}
