import { Box, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { count, some } from '../../../ui/format';
import { Choice } from '../../../ui/list/Choice';
import { List, ListRow } from '../../../ui/list/List';
import { useNow } from '../../../ui/useNow';
import { contacts } from '../live';
import { Symbol } from '../Legend';
import { looks, shortId, states, stateWords } from '../state/look';
import { personList, type PersonFilter } from '../state/personList';
import { PersonDetails, type PersonProps } from './PersonDetails';

interface Props extends Omit<PersonProps, 'person'> {
  person: string | null;
}

const most = 100;

/** The chosen person with its contacts and its trace, and all people as a list. */
export function PeoplePanel(props: Props) {
  const { person, onPerson, past } = props;
  const [text, setText] = useState('');
  const [filter, setFilter] = useState<PersonFilter>(null);
  useNow(1000);
  const { listed, matching } = personList(contacts.people, text, filter, most);
  return (
    <>
      {person !== null && <PersonDetails {...props} person={person} />}
      <Box sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 3fr) minmax(0, 2fr)', gap: 1 }}>
        <TextField
          size="small"
          label="Find a person by id"
          value={text}
          onChange={(event) => setText(event.target.value)}
          slotProps={{ htmlInput: { 'data-testid': 'person-search' } }}
        />
        <Choice
          label="State"
          testId="person-state"
          value={filter ?? ''}
          choices={[...states.map((state) => [state, looks[state].label] as const), ['lost', 'lost']]}
          onChange={(value) => setFilter((value || null) as PersonFilter)}
        />
      </Box>
      <Typography
        variant="body2"
        color="text.secondary"
        role="status"
        data-testid="people-matching"
        sx={{ py: 0.75 }}
      >
        {matching > most ? `${most} of ${count(matching)} people` : some(matching, 'person', 'people')}
        {past ? ', at the moment shown' : ''}
      </Typography>
      <List label="People" testId="people-list">
        {listed.map(({ id, look }) => (
          <ListRow
            key={id}
            chosen={id === person}
            onClick={() => onPerson(id === person ? null : id)}
            testId="person-row"
            data={{ 'data-person': id }}
            sx={{ display: 'grid', gridTemplateColumns: '18px minmax(0, 1fr) auto', py: 0.5 }}
          >
            <Symbol state={look.health} hollow={look.lost} />
            <Typography variant="body2" component="span" sx={{ fontWeight: 600 }}>
              {shortId(id)}
            </Typography>
            <Typography variant="body2" component="span">
              {stateWords(look)}
            </Typography>
          </ListRow>
        ))}
      </List>
      {matching === 0 && <Typography variant="body2">Nobody is like that.</Typography>}
    </>
  );
}
