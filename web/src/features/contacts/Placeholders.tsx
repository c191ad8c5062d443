import { Button, Typography } from '@mui/material';
import { Command } from '../../ui/Command';
import { clientCommand } from '../../ui/commands';
import { Placeholder } from '../../ui/Placeholder';
import { ServerAway } from '../../ui/ServerAway';
import { useServerStatus } from '../../ui/ServerStatus';
import { Waiting } from '../../ui/Waiting';
import { contacts as live } from './live';
import type { ContactsState } from './state/liveContacts';

/** Stands where the field will be: why there is none yet, and what to do. */
export function ContactsPlaceholder({ state, onNew }: { state: ContactsState; onNew?: () => void }) {
  const { link, simulation, heardAt } = state;
  if (link.kind === 'forbidden') return <OperatorOnly />;
  if (link.kind === 'away' && heardAt === null)
    return (
      <ServerAway shows="people" command="up" testId="contacts-unreachable" onRetry={() => live.retryNow()} />
    );
  if (link.kind === 'connecting' || heardAt === null)
    return (
      <Waiting title="Looking for people…" text="Asking the server who is where." testId="contacts-loading" />
    );
  return simulation === null ? <Nobody {...(onNew && { onNew })} /> : null;
}

function Nobody({ onNew }: { onNew?: () => void }) {
  const status = useServerStatus();
  return (
    <Placeholder
      title="Nobody has reported yet"
      testId="contacts-empty"
      actions={
        onNew && (
          <Button variant="contained" onClick={onNew} data-testid="contacts-first">
            New simulation
          </Button>
        )
      }
    >
      <Typography sx={{ mb: 1 }}>
        People are shown as soon as one of them reports: a crowd that this server makes, or devices that are
        started in a terminal by
      </Typography>
      <Command text={clientCommand('contacts', status)} />
    </Placeholder>
  );
}

function OperatorOnly() {
  const status = useServerStatus();
  return (
    <Placeholder title="People are shown to the operator" testId="contacts-forbidden">
      <Typography sx={{ mb: 1 }}>
        Who met whom is personal. Open the operator’s link that the server printed when it started. In a
        terminal the simulations are shown by
      </Typography>
      <Command text={clientCommand('consume contacts', status)} />
    </Placeholder>
  );
}
