import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import { readStatus, type ServerStatus } from '../api/status';

const every = 10_000;

const StatusContext = createContext<ServerStatus | null>(null);

/** Asks the program behind the page now and then what it is and what runs there. */
export function ServerStatusProvider({ children }: { children: ReactNode }) {
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
  return <StatusContext value={status}>{children}</StatusContext>;
}

/** What the program behind the page says of itself; null before its first answer. */
export const useServerStatus = () => use(StatusContext);
