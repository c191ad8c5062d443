import { Alert, Box, Chip, CircularProgress, Typography, useMediaQuery } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { useEffect, useState } from 'react';
import { useParameter } from '../../ui/address';
import { count, some, span } from '../../ui/format';
import { CurvesIcon, FitIcon, PictureIcon, RingsIcon } from '../../ui/icons';
import { useShortcuts } from '../../ui/shortcuts';
import { useTimeline } from '../../ui/timebar/TimelineProvider';
import { useNow } from '../../ui/useNow';
import { useStored } from '../../ui/useStored';
import { Curves } from './curves/Curves';
import { PeopleField, type FieldHandle } from './field/PeopleField';
import { Legend } from './Legend';
import { contacts as live, useContactsState } from './live';
import { ContactsPlaceholder } from './Placeholders';
import { SimulationChoice } from './SimulationChoice';
import type { ContactsState } from './state/liveContacts';
import { Tool } from './Tool';
import { useStatistics } from './useStatistics';

/** The field with its people and the curves: live, or at the moment of the time bar. */
export function ContactsPage() {
  const state = useContactsState();
  const { timeline, dispatch } = useTimeline();
  const at = timeline.mode === 'live' ? null : timeline.at;
  const narrow = useMediaQuery(useTheme().breakpoints.down('md'));
  const [chosen, setChosen] = useParameter('simulation');
  const [person, setPerson] = useParameter('person');
  const [followText, setFollow] = useParameter('follow');
  const [realismText, setRealism] = useParameter('realism');
  const [rings, setRings] = useStored('contacts.rings', true);
  const [stacked, setStacked] = useStored('contacts.stacked', true);
  const [failure, setFailure] = useState<string | null>(null);
  const [handle, setHandle] = useState<FieldHandle | null>(null);
  const { field, simulation, simulations, counts, missing, curve } = state;
  const realism = realismText === '1';
  const statistics = useStatistics(simulation, true);

  useEffect(() => live.watch(chosen), [chosen]);
  useEffect(() => live.start(), []);

  const shown = simulations?.find(({ name }) => name === simulation);
  useShortcuts({
    r: () => setRealism(realism ? null : '1'),
    o: () => setRings(!rings),
    f: () => {
      setFollow(null);
      handle?.fit();
    },
    Escape: () => (followText === null ? setPerson(null) : setFollow(null)),
  });

  if (field === null || simulation === null)
    return (
      <Box component="main" data-testid="contacts-page" sx={{ position: 'relative', height: '100%' }}>
        <ContactsPlaceholder state={state} />
      </Box>
    );

  const words =
    counts === null
      ? 'Reading the moment'
      : `${some(counts.all, 'person', 'people')}: ${count(counts.infected)} infected, ${count(counts.dead)} dead`;
  return (
    <Box
      component="main"
      data-testid="contacts-page"
      sx={{
        height: '100%',
        display: 'grid',
        gridTemplateColumns: 'minmax(0, 1fr)',
        gridTemplateRows: 'auto minmax(0, 1fr) auto',
      }}
    >
      <Box
        sx={{
          display: 'flex',
          flexWrap: 'wrap',
          alignItems: 'center',
          gap: 1,
          px: { xs: 1, md: 2 },
          pt: 1.25,
          pb: 0.5,
        }}
      >
        <SimulationChoice simulations={simulations ?? []} shown={simulation} onChoose={setChosen} />
        <Box
          sx={{ flex: 1, minWidth: 0, display: 'flex', gap: 0.75, alignItems: 'center', flexWrap: 'wrap' }}
        >
          {shown?.state !== undefined && <Chip size="small" variant="outlined" label={shown.state} />}
          <Age state={state} />
        </Box>
        <Box role="group" aria-label="View" sx={{ display: 'flex' }}>
          <Tool
            label="Realism: pictures instead of symbols (R)"
            pressed={realism}
            onClick={() => setRealism(realism ? null : '1')}
            testId="contacts-realism"
          >
            <PictureIcon />
          </Tool>
          <Tool
            label="Circles: how near others hear a person (O)"
            pressed={rings}
            onClick={() => setRings(!rings)}
            testId="contacts-rings"
          >
            <RingsIcon />
          </Tool>
          <Tool
            label={stacked ? 'Curves as lines' : 'Curves on top of each other'}
            onClick={() => setStacked(!stacked)}
            testId="contacts-stacked"
          >
            <CurvesIcon />
          </Tool>
          <Tool label="The whole field (F)" onClick={() => handle?.fit()} testId="contacts-fit">
            <FitIcon />
          </Tool>
        </Box>
      </Box>
      <Box sx={{ position: 'relative', minHeight: 0 }} data-missing={missing ?? undefined}>
        <PeopleField
          field={field}
          label={`The field. ${words}. Arrows move it, plus and minus zoom.`}
          realism={realism}
          rings={rings}
          chosen={person}
          follow={followText === '1'}
          onPick={setPerson}
          onMoved={() => setFollow(null)}
          onHandle={setHandle}
          onFailure={setFailure}
        />
        {(missing !== null || failure !== null) && (
          <Alert
            severity={failure === null ? 'info' : 'error'}
            data-testid="contacts-missing"
            sx={{
              position: 'absolute',
              left: 16,
              right: 16,
              top: 12,
              py: 0,
              width: 'fit-content',
              mx: 'auto',
            }}
          >
            {failure ?? `${missing}.`}
          </Alert>
        )}
      </Box>
      <Box
        sx={{
          px: { xs: 1, md: 2 },
          pb: 0.75,
          pt: 0.5,
          display: 'grid',
          gridTemplateColumns: 'minmax(0, 1fr)',
          gap: 0.75,
        }}
      >
        <Legend realism={realism} />
        <Curves
          points={curve}
          at={at}
          current={at === null ? counts : null}
          stacked={stacked}
          height={narrow ? 72 : 110}
          statistics={statistics}
          onSeek={(moment) => {
            dispatch({ type: 'pause' });
            dispatch({ type: 'seek', at: moment });
          }}
        />
      </Box>
    </Box>
  );
}

/** That the picture is not the present, with its age, while the server or its log is away. */
function Age({ state }: { state: ContactsState }) {
  const now = useNow();
  const { link, delayedSeconds, heardAt } = state;
  if (heardAt === null || (link.kind === 'live' && delayedSeconds === 0)) return null;
  const age = (now - heardAt) / 1000 + delayedSeconds;
  return (
    <Box
      role="status"
      data-testid="contacts-delayed"
      sx={{ display: 'flex', alignItems: 'center', gap: 0.75 }}
    >
      <CircularProgress size={16} aria-label="Waiting for newer data" />
      <Typography variant="body2">last known state, {span(age)} old</Typography>
    </Box>
  );
}
