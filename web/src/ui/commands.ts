import type { ServerStatus } from '../api/status';

// Commands to paste into a terminal in the folder of the program, against the server of this page.

const usualServers = ['127.0.0.1:9092', 'localhost:9092'];

/** Where programs reach the log of this page's server; null when readers are not told. */
export function logAddress(status: ServerStatus | null): string | null {
  return status?.kafkaAddress ?? status?.bootstrap ?? null;
}

/** A command of the program that talks to the log of this page's server. */
export function clientCommand(words: string, status: ServerStatus | null): string {
  const address = logAddress(status);
  return address === null || usualServers.includes(address)
    ? `./vicinity ${words}`
    : `./vicinity ${words} -b ${address}`;
}

/** A command of the program that starts a server where this page expects it. */
export function serverCommand(
  words: string,
  { hostname, port }: Pick<Location, 'hostname' | 'port'>,
): string {
  const local = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  if (local && port === '3300') return `./vicinity ${words}`;
  return `./vicinity ${words} --http ${local ? '127.0.0.1' : '0.0.0.0'}:${port === '' ? '80' : port}`;
}
