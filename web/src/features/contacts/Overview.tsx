import { Box, Button, Paper, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import { link } from '../../ui/address';
import { count } from '../../ui/format';
import { ArrowIcon } from '../../ui/icons';
import { useMoment } from '../../ui/timebar/TimelineProvider';
import { Curves } from './curves/Curves';
import { PeopleField } from './field/PeopleField';
import { contacts as live, useContactsState } from './live';

/** The field and the curves in small; nothing for readers who may not see people. */
export function ContactsMain() {
  const { field, simulation, counts, curve, link: connection } = useContactsState();
  const at = useMoment();
  const [failed, setFailed] = useState(false);
  useEffect(() => live.start(), []);
  if (connection.kind === 'forbidden' || field === null || simulation === null) return null;
  const words =
    counts === null
      ? 'Nothing is known of the moment shown'
      : `Total nodes ${count(counts.all)}, zombies ${count(counts.infected)}, deaths ${count(counts.dead)}, dead zombies ${count(counts.deadInfected)}`;
  return (
    <Paper variant="outlined" component="section" aria-label="Contacts" sx={{ overflow: 'hidden' }}>
      <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: 1, px: 2, py: 1 }}>
        <Box sx={{ flex: '1 1 180px', minWidth: 0 }}>
          <Typography variant="h6" component="h3">
            Contacts
          </Typography>
          <Typography variant="body2" color="text.secondary" data-testid="contacts-overview">
            {simulation}: {words}.
          </Typography>
        </Box>
        <Button variant="contained" endIcon={<ArrowIcon />} {...link('/contacts')} sx={{ flexShrink: 0 }}>
          Open the field
        </Button>
      </Box>
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: '240px minmax(0, 1fr)' },
          gap: 1.5,
          px: 2,
          pb: 1.5,
          alignItems: 'center',
        }}
      >
        <Box sx={{ position: 'relative', height: 220 }}>
          {failed ? null : (
            <PeopleField
              field={field}
              label={`The field in small. ${words}.`}
              interactive={false}
              rings={false}
              onFailure={() => setFailed(true)}
            />
          )}
        </Box>
        <Curves points={curve} at={at} stacked height={150} />
      </Box>
    </Paper>
  );
}
