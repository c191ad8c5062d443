import { HttpError, HubConnectionBuilder, NullLogger } from '@microsoft/signalr';
import { address } from './http';
import { ForbiddenError, type LiveConnection, type OpenConnection } from './liveFeed';
import { participant } from './participation';
import type { View } from './types';

/** Opens the traffic hub by SignalR's JSON protocol. */
export const openSignalR: OpenConnection = (pushes, closed): LiveConnection => {
  const hub = new HubConnectionBuilder()
    .withUrl(address('/live/traffic', { vehicle: participant() ?? undefined }))
    .configureLogging(NullLogger.instance)
    .build();
  hub.on('positions', (push) => pushes.positions(push));
  hub.on('heat', (push) => pushes.heat(push));
  hub.on('summary', (push) => pushes.summary(push));
  hub.onclose(closed);

  return {
    start: async () => {
      try {
        await hub.start();
      } catch (error) {
        throw refused(error) ? new ForbiddenError() : error;
      }
    },
    watch: (view: View) => hub.invoke('Watch', view),
    stop: () => hub.stop(),
  };
};

function refused(error: unknown): boolean {
  const status = error instanceof HttpError ? error.statusCode : statusIn(String(error));
  return status === 401 || status === 403;
}

function statusIn(message: string): number | undefined {
  const found = /status code '?(\d{3})/i.exec(message);
  return found ? Number(found[1]) : undefined;
}
