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
        if (!refused(error)) throw error;
        await renewAccess();
        await hub.start().catch((again: unknown) => {
          throw refused(again) ? new ForbiddenError() : again;
        });
      }
    },
    watch: (view: View) => hub.invoke('Watch', view),
    stop: () => hub.stop(),
  };
};

/** A server that was set up anew knows the operator's cookie no more; it gives a new one with the page. */
async function renewAccess(): Promise<void> {
  await fetch(`/${window.location.search}`, { cache: 'no-store' }).catch(() => undefined);
}

function refused(error: unknown): boolean {
  const status = error instanceof HttpError ? error.statusCode : statusIn(String(error));
  return status === 401 || status === 403;
}

function statusIn(message: string): number | undefined {
  const found = /status code '?(\d{3})/i.exec(message);
  return found ? Number(found[1]) : undefined;
}
