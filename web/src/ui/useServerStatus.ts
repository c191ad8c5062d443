import { useEffect, useState } from 'react';
import { readStatus, type ServerStatus } from '../api/status';

const every = 10_000;

/** What the program behind the page says of itself; null before its first answer. */
export function useServerStatus(): ServerStatus | null {
  const [status, setStatus] = useState<ServerStatus | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const read = async () => {
      try {
        setStatus(await readStatus(stop.signal));
      } catch {
        // The banner tells that the server is away; what is known stays.
      }
      if (!stop.signal.aborted) timer = setTimeout(read, every);
    };
    void read();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, []);
  return status;
}
