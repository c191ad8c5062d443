import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import { readStatus, type ServerStatus } from '../api/status';

const every = 10_000;

/** The page is drawn after so many milliseconds, whether the program behind it has said what runs or not. */
const firstAnswer = 1_000;

const StatusContext = createContext<ServerStatus | null>(null);

/** Asks the program behind the page now and then what it is and what runs there. */
export function ServerStatusProvider({ children }: { children: ReactNode }) {
  const [status, setStatus] = useState<ServerStatus | null>(null);
  // Applications are asked for what they have as soon as they are drawn, and one that does not run has nothing to ask.
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const read = async () => {
      try {
        setStatus(await readStatus(stop.signal));
      } catch {
        // The banner tells that the server is away; what is known stays.
      }
      setAsked(true);
      if (!stop.signal.aborted) timer = setTimeout(read, every);
    };
    void read();
    const late = setTimeout(() => setAsked(true), firstAnswer);
    return () => {
      stop.abort();
      clearTimeout(late);
      clearTimeout(timer);
    };
  }, []);
  return <StatusContext value={status}>{asked && children}</StatusContext>;
}

/** What the program behind the page says of itself; null before its first answer. */
export const useServerStatus = () => use(StatusContext);
