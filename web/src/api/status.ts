import { getJson } from './http';

/** What /api/status answers about the program behind the page. */
export interface ServerStatus {
  version: string;
  clusterId: string | null;
  nodeId: number | null;
  /** What keeps the log; null while it has not answered. */
  engine: 'vicinity' | 'kafka' | null;
  /** Servers that clients begin with; null for readers who are not the operator. */
  bootstrap: string | null;
  uptimeSeconds: number;
  /** Address of the Kafka protocol in the server's process; null for readers who are not the operator. */
  kafkaAddress: string | null;
  /** The applications that run there, and those that should and do not. */
  applications?: ApplicationStatus[];
}

export interface ApplicationStatus {
  name: string;
  /** Address of its page; null for none. */
  page: string | null;
  state: 'starting' | 'running' | 'down';
  /** Why it does not run; null for readers who are not the operator. */
  problem: string | null;
  /** Whether it answers: one that has ended goes on showing what it knows, one that could not start does not. */
  answers: boolean;
}

/** What keeps the log, in words: the version is known of the program behind the page alone. */
export function engineName({ engine, nodeId, version }: ServerStatus): string {
  if (engine === 'kafka') return 'Apache Kafka';
  if (engine === null) return 'not reached yet';
  return nodeId === null ? 'Vicinity nodes' : `Vicinity ${version}`;
}

export const readStatus = (signal?: AbortSignal) => getJson<ServerStatus>('/api/status', {}, { signal });
