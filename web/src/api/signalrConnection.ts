import { HttpError, HubConnectionBuilder, NullLogger } from '@microsoft/signalr';
import { renewAccess, settleAccess } from './access';
import { address, type Query } from './http';
import { ForbiddenError, type LiveConnection, type OpenConnection, type Pushes } from './liveFeed';

/** Opens a hub by SignalR's JSON protocol; the pushes are those that the object names. */
export function openHub<P extends Pushes<P>, V = never>(
  path: string,
  query: () => Query = () => ({}),
): OpenConnection<P, V> {
  return (pushes, closed): LiveConnection<V> => {
    const hub = new HubConnectionBuilder()
      .withUrl(address(path, query()))
      .configureLogging(NullLogger.instance)
      .build();
    for (const name of Object.keys(pushes) as (keyof P & string)[])
      hub.on(name, (push) => pushes[name](push));
    hub.onclose(closed);

    return {
      start: async () => {
        await settleAccess();
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
      watch: (view) => hub.invoke('Watch', view),
      stop: () => hub.stop(),
    };
  };
}

function refused(error: unknown): boolean {
  const status = error instanceof HttpError ? error.statusCode : statusIn(String(error));
  return status === 401 || status === 403;
}

function statusIn(message: string): number | undefined {
  const found = /status code '?(\d{3})/i.exec(message);
  return found ? Number(found[1]) : undefined;
}
