import { MessagePage } from './MessagePage';

/** What stands at the address of a page whose application could not start. */
export function DownPage({ name }: { name: string }) {
  return (
    <MessagePage testId="down-page" title={`${name} does not run`}>
      It could not start on this server. What it has stored is in the log, and is shown again when it runs.
      The server’s log says why it does not.
    </MessagePage>
  );
}
