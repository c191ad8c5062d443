import { Box, Typography } from '@mui/material';
import { useEffect } from 'react';
import { Command } from '../../ui/Command';
import { clientCommand } from '../../ui/commands';
import { count, some } from '../../ui/format';
import { Placeholder } from '../../ui/Placeholder';
import { ServerAway } from '../../ui/ServerAway';
import { useServerStatus } from '../../ui/ServerStatus';
import { Waiting } from '../../ui/Waiting';
import { PeopleField } from './field/PeopleField';
import { Legend } from './Legend';
import { contacts as live, useContactsState } from './live';
import { useShownContacts } from './useShownContacts';

/** The field with its people: live, or at the moment of the time bar. */
export function ContactsPage() {
  const state = useContactsState();
  const { people, counts, missing } = useShownContacts();
  useEffect(() => live.start(), []);
  const { field, simulation, link } = state;
  if (field === null || simulation === null) {
    return (
      <Box component="main" sx={{ position: 'relative', height: '100%' }}>
        {link.kind === 'forbidden' ? (
          <OperatorOnly />
        ) : link.kind === 'away' ? (
          <ServerAway
            shows="people"
            command="up"
            testId="contacts-unreachable"
            onRetry={() => live.retryNow()}
          />
        ) : (
          <Waiting
            title={link.kind === 'live' ? 'Nobody has reported yet' : 'Connecting…'}
            text="People are shown as soon as one of them reports."
            testId="contacts-loading"
          />
        )}
      </Box>
    );
  }
  const words =
    counts === null
      ? 'Reading the moment'
      : `${some(counts.all, 'person', 'people')}: ${count(counts.infected)} infected, ${count(counts.dead)} dead`;
  return (
    <Box component="main" data-testid="contacts-page" sx={{ position: 'relative', height: '100%' }}>
      <PeopleField field={field} people={people} label={`The field. ${words}.`} />
      <Typography
        variant="body2"
        color="text.secondary"
        sx={{ position: 'absolute', left: 12, top: 8 }}
        data-testid="contacts-simulation"
      >
        {simulation}
        {missing ? ': nothing is kept of this moment' : ''}
      </Typography>
      <Box sx={{ position: 'absolute', left: 8, right: 8, bottom: 8 }}>
        <Legend />
      </Box>
    </Box>
  );
}

function OperatorOnly() {
  const status = useServerStatus();
  return (
    <Placeholder title="People are shown to the operator" testId="contacts-forbidden">
      <Typography sx={{ mb: 1 }}>
        Who met whom is personal. Open the operator's link that the server printed when it started. What the
        log holds is shown in a terminal by
      </Typography>
      <Command text={clientCommand('consume contacts', status)} />
    </Placeholder>
  );
}
