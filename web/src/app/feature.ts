import type { ComponentType, ReactNode } from 'react';
import type { Link } from '../api/liveFeed';
import type { Shortcut } from '../ui/shortcuts';
import type { HistorySource } from '../ui/timebar/history';

/** How a feature's picture stands to the server. */
export interface FeatureStatus {
  link: Link;
  /** Seconds by which the data is late; 0 when it is not. */
  delayedSeconds: number;
  /** This machine's clock at the server's last message, Unix milliseconds; null before the first. */
  heardAt: number | null;
  /** Server's clock minus this machine's, milliseconds. */
  clockOffset: number;
  /** Tries to reach the server at once. */
  retryNow: () => void;
}

/**
 * An application, or another part of the program, as the page shows it. The shell knows nothing else of it. A new one is a folder under
 * `features` and a line in `features.ts`.
 */
export interface Feature {
  /** Its address, as in "/traffic": that of the page of its application on the server. */
  path: string;
  name: string;
  /** What its page shows, in half a sentence that goes on after the name. */
  says: string;
  /** The page. It fills the room between top bar and time bar, and brings its own `main`. */
  Page: ComponentType;
  /** Keeps what it knows for as long as the browser shows any page. Providers of features do not see each other. */
  Provider?: ComponentType<{ children: ReactNode }>;
  /** Its application does not run on the server: it asks for nothing more until its page is opened again. */
  rest?: () => void;
  /** A hook: how its picture stands to the server; null while it asks for nothing. */
  useStatus?: () => FeatureStatus | null;
  /** What it writes into the top bar on its own page, each figure of the moment shown or marked as live. */
  Figures?: ComponentType;
  /** A line over its own page, when its picture is not what it seems. */
  Banner?: ComponentType;
  /** What it shows on the overview: large, or beside that. */
  Overview?: { Main?: ComponentType; Beside?: ComponentType };
  /** Keys of its page, for the help; the page itself listens to them. */
  shortcuts?: Shortcut[];
  /** What it keeps in the browser over time, for the time bar. What its application keeps on the server is there without it. */
  history?: HistorySource;
}
