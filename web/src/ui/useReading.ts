import { useEffect, useEffectEvent, useState } from 'react';
import { ApiError, isAbort } from '../api/http';

export interface Reading<T> {
  /** What was read last; null before the first answer. */
  value: T | null;
  /** Why the server refuses it; null while it does not. */
  error: ApiError | null;
}

const nothing = { value: null, error: null };
/** A pause is at least so many times as long as the answer took: what is dear is read less often. */
const thrift = 5;

/**
 * Reads something again and again, `every` milliseconds after an answer; nothing where the key is null. Another key is another thing; with another variant what
 * was read stays until the answer comes. What is known stays while the server is away.
 */
export function useReading<T>(
  key: string | null,
  every: number,
  read: (signal: AbortSignal) => Promise<T>,
  variant = '',
): Reading<T> {
  const [known, setKnown] = useState<{ key: string; reading: Reading<T> } | null>(null);
  const ask = useEffectEvent((signal: AbortSignal) => read(signal));
  useEffect(() => {
    if (key === null) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const load = async () => {
      const began = performance.now();
      try {
        const value = await ask(stop.signal);
        if (!stop.signal.aborted) setKnown({ key, reading: { value, error: null } });
      } catch (error) {
        if (isAbort(error) || stop.signal.aborted) return;
        // When the server is away the banner says so, and what is known stays.
        if (error instanceof ApiError) setKnown({ key, reading: { value: null, error } });
      }
      if (!stop.signal.aborted)
        timer = setTimeout(() => void load(), every + thrift * (performance.now() - began));
    };
    void load();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [key, variant, every]);
  return known !== null && known.key === key ? known.reading : nothing;
}
