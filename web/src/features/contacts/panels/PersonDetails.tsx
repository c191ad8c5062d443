import {
  Alert,
  Box,
  FormControlLabel,
  IconButton,
  Slider,
  Switch,
  ToggleButton,
  ToggleButtonGroup,
  Typography,
} from '@mui/material';
import { useMemo } from 'react';
import { Facts } from '../../../ui/Card';
import { count, some, span, timeOfDay } from '../../../ui/format';
import { CloseIcon } from '../../../ui/icons';
import type { Exposure } from '../api/contacts';
import { contacts } from '../live';
import { Symbol } from '../Legend';
import { shortId, stateWords } from '../state/look';
import { Tree } from '../tree/Tree';
import { traceTree } from '../tree/treeOf';
import type { Direction, Traced } from '../useTrace';

export interface PersonProps {
  person: string;
  onPerson: (person: string | null) => void;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  direction: Direction;
  onDirection: (direction: Direction) => void;
  depth: number;
  onDepth: (depth: number) => void;
  traced: Traced;
  past: boolean;
}

const mostExposures = 20;
export const mostDepth = 8;

/** One person: how it is, whom it was near, and the tree of whom it can have infected or by whom it can have been infected. */
export function PersonDetails(props: PersonProps) {
  const { person, onPerson, follow, onFollow, direction, onDirection, depth, onDepth, traced, past } = props;
  const slot = contacts.people.slotOf(person);
  const look = slot === undefined ? null : contacts.people.lookOf(slot);
  const tree = useMemo(() => traceTree(traced.trace?.steps ?? []), [traced.trace]);
  const others = useMemo(() => {
    const all = new Set(traced.trace?.steps.map((step) => step.person));
    all.delete(person);
    return all.size;
  }, [traced.trace, person]);
  return (
    <Box
      component="section"
      aria-label="The chosen person"
      data-testid="person-details"
      data-person={person}
      sx={{ mb: 2, pb: 1.5, borderBottom: 1, borderColor: 'divider' }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, mb: 0.5 }}>
        {look !== null && <Symbol state={look.health} hollow={look.lost} />}
        <Typography variant="h6" component="h2" sx={{ flex: 1 }}>
          Person {shortId(person)}
        </Typography>
        <IconButton
          size="small"
          aria-label="Leave the person"
          onClick={() => onPerson(null)}
          data-testid="person-leave"
        >
          <CloseIcon />
        </IconButton>
      </Box>
      <Facts
        facts={[
          ['Id', person],
          ['State', look === null ? 'not known at this moment' : stateWords(look)],
          ...(look === null
            ? []
            : ([
                ['Place', `${Math.round(look.x * 10) / 10}, ${Math.round(look.y * 10) / 10}`],
                ['Reported', timeWords(contacts.people.saidAt(slot!))],
              ] as [string, string][])),
        ]}
      />
      <FormControlLabel
        control={
          <Switch
            size="small"
            checked={follow}
            onChange={(event) => onFollow(event.target.checked)}
            slotProps={{ input: { 'data-testid': 'person-follow' } as never }}
          />
        }
        label="Follow: the field stays with this person"
        slotProps={{ typography: { variant: 'body2' } }}
        sx={{ ml: 1.25, my: 0.5, gap: 0.5 }}
      />
      <Exposures exposures={traced.exposures} />
      <Typography variant="subtitle2" component="h3" sx={{ mt: 1.5, mb: 0.75 }}>
        {direction === 'forward' ? 'Whom this person can have infected' : 'Who can have infected this person'}
        {past ? ', over the whole run' : ''}
      </Typography>
      <ToggleButtonGroup
        exclusive
        size="small"
        value={direction}
        onChange={(_, next: Direction | null) => next !== null && onDirection(next)}
        aria-label="Direction of the trace"
        sx={{ flexWrap: 'wrap' }}
      >
        <ToggleButton value="forward" data-testid="trace-forward">
          forward
        </ToggleButton>
        <ToggleButton value="backward" data-testid="trace-backward">
          backward
        </ToggleButton>
      </ToggleButtonGroup>
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: 'auto 1fr 20px',
          gap: 1.5,
          alignItems: 'center',
          mt: 0.75,
        }}
      >
        <Typography variant="body2" id="trace-depth">
          Contacts in a row
        </Typography>
        <Slider
          size="small"
          min={1}
          max={mostDepth}
          value={depth}
          onChange={(_, value) => onDepth(value as number)}
          aria-labelledby="trace-depth"
          data-testid="trace-depth"
        />
        <Typography variant="body2">{depth}</Typography>
      </Box>
      {traced.error !== null && (
        <Alert severity="info" sx={{ py: 0 }}>
          {traced.error}
        </Alert>
      )}
      {traced.trace !== null && (
        <Typography
          variant="body2"
          color="text.secondary"
          role="status"
          data-testid="trace-told"
          sx={{ mb: 0.5 }}
        >
          {others === 0
            ? 'Nobody.'
            : `${some(others, 'other person', 'other people')}${direction === 'forward' ? ' to notify' : ' to ask'}`}
          {traced.trace.complete ? '' : ', and more: a limit was reached'}
        </Typography>
      )}
      {tree.length > 0 && (
        <Tree
          label={
            direction === 'forward'
              ? 'Whom the person can have infected'
              : 'By whom it can have been infected'
          }
          roots={tree}
          chosen={person}
          onChoose={onPerson}
          testId="trace-tree"
          row={({ person: other, earliest, latest, below }) => (
            <PersonRow
              person={other}
              note={`${earliest === latest ? `tick ${count(earliest)}` : `ticks ${count(earliest)} to ${count(latest)}`}${below > 0 ? ` · ${count(below)} below` : ''}`}
            />
          )}
        />
      )}
    </Box>
  );
}

/** Readers who may not know who people are, are not told when they reported either. */
const timeWords = (said: number) => (said > 0 ? timeOfDay(said) : 'not told');

/** A person in a tree: its symbol, its id, and what is told of it there. */
export function PersonRow({ person, note }: { person: string; note: string }) {
  const slot = contacts.people.slotOf(person);
  return (
    <>
      {slot !== undefined && (
        <Symbol state={contacts.people.health(slot)} hollow={contacts.people.lookOf(slot).lost} />
      )}
      <Typography variant="body2" component="span" sx={{ fontWeight: 600 }}>
        {shortId(person)}
      </Typography>
      <Typography variant="caption" component="span" color="text.secondary" sx={{ whiteSpace: 'nowrap' }}>
        {note}
      </Typography>
    </>
  );
}

function Exposures({ exposures }: { exposures: Exposure[] | null }) {
  if (exposures === null) return null;
  const newest = exposures.toReversed().slice(0, mostExposures);
  return (
    <Box data-testid="exposures">
      <Typography variant="subtitle2" component="h3" sx={{ mt: 0.5 }}>
        {exposures.length === 0
          ? 'No contact with infected people'
          : some(exposures.length, 'contact with infected people', 'contacts with infected people')}
      </Typography>
      {newest.length > 0 && (
        <Box
          component="ul"
          sx={{ listStyle: 'none', m: 0, p: 0, maxHeight: 130, overflow: 'auto' }}
          tabIndex={0}
          aria-label="Contacts with infected people"
        >
          {newest.map(({ to, from, until, closest }) => (
            <Typography key={`${to} ${from}`} component="li" variant="body2">
              <b>{shortId(to)}</b> {timeOfDay(from)}, for {span((until - from) / 1000 + 1)}, nearest{' '}
              {Math.round(closest * 10) / 10}
            </Typography>
          ))}
          {exposures.length > newest.length && (
            <Typography component="li" variant="body2" color="text.secondary">
              and {count(exposures.length - newest.length)} earlier ones
            </Typography>
          )}
        </Box>
      )}
    </Box>
  );
}
