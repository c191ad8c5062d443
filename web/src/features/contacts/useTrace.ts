import { useMemo } from 'react';
import { useReading } from '../../ui/useReading';
import { contactsApi, type Exposure, type Trace } from './api/contacts';

export type Direction = 'forward' | 'backward';

export interface Traced {
  trace: Trace | null;
  exposures: Exposure[] | null;
  error: string | null;
}

const every = 6000;

/** Whom a person can have infected, or by whom it can have been infected, and its contacts with infected people; read again and again while the run goes on. */
export function useTrace(
  simulation: string | null,
  person: string | null,
  direction: Direction,
  depth: number,
): Traced {
  const key = person === null || simulation === null ? null : `${simulation} ${person} ${direction}`;
  const { value, error } = useReading(
    key,
    every,
    async (signal) => {
      const [trace, exposures] = await Promise.all([
        contactsApi.trace(simulation, person!, direction, depth, signal),
        contactsApi.exposures(simulation, person!, signal),
      ]);
      return { trace, exposures };
    },
    String(depth),
  );
  return useMemo(
    () => ({
      trace: value?.trace ?? null,
      exposures: value?.exposures ?? null,
      error: error?.message ?? null,
    }),
    [value, error],
  );
}
