import { MessagePage } from './MessagePage';

/** What stands at the address of a page whose application the server was started without. */
export function NotRunPage({ name }: { name: string }) {
  return (
    <MessagePage testId="not-run" title={`${name} does not run here`}>
      This server was started with other applications only: its option <code>--apps</code> names them. Without
      that option, or with <code>{name.toLowerCase()}</code> in it, this page is there.
    </MessagePage>
  );
}
