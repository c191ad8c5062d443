import { Alert, Box, CircularProgress, Typography, useMediaQuery } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { ApiError } from '../../api/http';
import { useParameter } from '../../ui/address';
import { count, some, span } from '../../ui/format';
import { CurvesIcon, FitIcon, PanelIcon, PictureIcon, RingsIcon } from '../../ui/icons';
import { SidePanel } from '../../ui/panel/SidePanel';
import { usePanelTab } from '../../ui/panel/usePanelTab';
import { useShortcuts } from '../../ui/shortcuts';
import { useOwnRange, useTimeline } from '../../ui/timebar/TimelineProvider';
import { useNow } from '../../ui/useNow';
import { useStored } from '../../ui/useStored';
import { contactsApi, type Simulation } from './api/contacts';
import { Curves } from './curves/Curves';
import { pointAt } from './curves/stack';
import { PeopleField, type FieldHandle } from './field/PeopleField';
import { Legend } from './Legend';
import { contacts as live, useContactsState } from './live';
import { ComparePanel, mostCompared } from './panels/ComparePanel';
import { PeoplePanel } from './panels/PeoplePanel';
import { PrivacyPanel } from './panels/PrivacyPanel';
import { RunsPanel, type Placing } from './panels/RunsPanel';
import { SpreadPanel } from './panels/SpreadPanel';
import { ContactsPlaceholder } from './Placeholders';
import { SimulationChoice } from './SimulationChoice';
import type { ContactsState } from './state/liveContacts';
import { ownRange } from './state/ownRange';
import { Tool } from '../../ui/Tool';
import { useStatistics } from './useStatistics';
import { useTrace, type Direction } from './useTrace';

const panelNames = {
  runs: 'Runs',
  people: 'People',
  spread: 'Spread',
  compare: 'Compare',
  privacy: 'Privacy',
};
type PanelTab = keyof typeof panelNames;
const panelTabs = Object.keys(panelNames) as PanelTab[];

/** The field with its people and the curves: live, or at the moment of the time bar. Beside them the panel. */
export function ContactsPage() {
  const state = useContactsState();
  const { timeline, dispatch } = useTimeline();
  const at = timeline.mode === 'live' ? null : timeline.at;
  const narrow = useMediaQuery(useTheme().breakpoints.down('md'));
  const [chosen, setChosen] = useParameter('simulation');
  const [person, setPerson] = useParameter('person');
  const [followText, setFollow] = useParameter('follow');
  const [realismText, setRealism] = useParameter('realism');
  const [comparedText, setCompared] = useParameter('compare');
  const [rings, setRings] = useStored('contacts.rings', true);
  const [stacked, setStacked] = useStored('contacts.stacked', true);
  const [tab, openTab] = usePanelTab(panelTabs, narrow, 'contacts.panel', 'runs');
  const [form, setForm] = useState<'new' | 'branch' | null>(null);
  const [placing, setPlacing] = useState<Placing | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const [direction, setDirection] = useState<Direction>('forward');
  const [depth, setDepth] = useState(3);
  const [failure, setFailure] = useState<string | null>(null);
  const [handle, setHandle] = useState<FieldHandle | null>(null);
  const { field, simulation, counts, missing, curve } = state;
  const simulations = state.simulations ?? [];
  const realism = realismText === '1';
  const follow = followText === '1';
  const statistics = useStatistics(simulation);
  const traced = useTrace(simulation, person, direction, depth);
  const trace = useMemo(
    () => (traced.trace === null ? null : new Set(traced.trace.steps.map((step) => step.person))),
    [traced.trace],
  );

  useEffect(() => live.watch(chosen), [chosen]);
  useEffect(() => live.start(), []);
  const own = ownRange(chosen, state.simulations);
  useOwnRange(own);
  // A simulation that is over has no present: it is shown at its end, and from there "live" leads to the one that goes on.
  const over = own !== null && own !== 'asked' && own.over ? chosen : null;
  const entered = useRef<string | null>(null);
  useEffect(() => {
    if (over === null || own === null || own === 'asked') entered.current = null;
    else if (at !== null) entered.current = over;
    else if (entered.current === over) show(null);
    else dispatch({ type: 'over', range: own });
  }, [over, at === null]);

  const setTab = (next: PanelTab | null) => {
    openTab(next);
    setForm(null);
  };
  const shown = simulations.find(({ name }) => name === simulation) ?? null;
  const leavePerson = () => {
    setPerson(null);
    setFollow(null);
  };
  const choosePerson = (id: string | null) => {
    if (id === null) return leavePerson();
    setPerson(id);
    if (tab !== 'spread') setTab('people');
  };
  const show = (name: string | null) => {
    leavePerson();
    setPlacing(null);
    setTold(null);
    setChosen(name);
    const range = ownRange(name, state.simulations);
    if (range !== null && range !== 'asked' && range.over) dispatch({ type: 'over', range });
    else dispatch({ type: 'live' });
  };
  const add = async (x: number, y: number) => {
    if (simulation === null || placing === null) return;
    const who = `${some(placing.count, 'person', 'people')}${placing.infected ? ', infected,' : ''}`;
    try {
      await contactsApi.add(simulation, { x, y, ...placing });
      setTold(`${who} added at ${x}, ${y}.`);
    } catch (error) {
      setTold(error instanceof ApiError ? error.message : 'The server does not answer: nobody was added.');
    }
  };
  useShortcuts({
    r: () => setRealism(realism ? null : '1'),
    o: () => setRings(!rings),
    n: () => {
      setTab('runs');
      setForm('new');
    },
    p: () => setTab(tab === null ? 'runs' : null),
    f: () => {
      setFollow(null);
      handle?.fit();
    },
    Escape: () => {
      if (placing !== null) setPlacing(null);
      else if (form !== null) setForm(null);
      else if (follow) setFollow(null);
      else leavePerson();
    },
  });

  const panel = (
    <SidePanel names={panelNames} tab={tab} onTab={setTab} narrow={narrow} label="Panel of the contacts page">
      {tab === 'runs' && (
        <RunsPanel
          simulations={simulations}
          shown={shown}
          field={field}
          tick={(at === null ? null : pointAt(curve, at)?.tick) ?? shown?.counts.tick ?? 0}
          past={at !== null}
          form={form}
          onForm={setForm}
          onShow={show}
          onFromStart={() => {
            if (shown?.from != null) dispatch({ type: 'seek', at: shown.from });
            dispatch({ type: 'play' });
          }}
          placing={placing}
          onPlacing={setPlacing}
          told={told}
          onAdd={(x, y) => void add(x, y)}
          onChanged={() => live.read()}
        />
      )}
      {tab === 'people' && (
        <PeoplePanel
          person={person}
          onPerson={choosePerson}
          follow={follow}
          onFollow={(wanted) => setFollow(wanted ? '1' : null)}
          direction={direction}
          onDirection={setDirection}
          depth={depth}
          onDepth={setDepth}
          traced={traced}
          past={at !== null}
        />
      )}
      {tab === 'spread' && simulation !== null && (
        <SpreadPanel
          simulation={simulation}
          statistics={statistics}
          person={person}
          onPerson={choosePerson}
        />
      )}
      {tab === 'compare' && (
        <ComparePanel
          simulations={simulations}
          compared={namesOf(comparedText)}
          onCompared={(names) => setCompared(names.length === 0 ? null : names.join('~'))}
        />
      )}
      {tab === 'privacy' && <PrivacyPanel simulation={shown} />}
    </SidePanel>
  );

  if (field === null || simulation === null)
    return (
      <Box
        component="main"
        data-testid="contacts-page"
        sx={{ position: 'relative', height: '100%', display: 'flex', justifyContent: 'flex-end' }}
      >
        <ContactsPlaceholder
          state={state}
          onNew={() => {
            setTab('runs');
            setForm('new');
          }}
        />
        {form !== null && panel}
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
        gridTemplateColumns: tab === null || narrow ? 'minmax(0, 1fr)' : 'minmax(0, 1fr) auto',
        gridTemplateRows: 'minmax(0, 1fr)',
      }}
    >
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: 'minmax(0, 1fr)',
          gridTemplateRows: 'auto minmax(0, 1fr) auto',
          minHeight: 0,
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
          <SimulationChoice simulations={simulations} shown={simulation} onChoose={show} />
          <Age state={state} />
          <Box role="group" aria-label="View" sx={{ display: 'flex', ml: 'auto' }}>
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
              label="Curves on top of each other"
              pressed={stacked}
              onClick={() => setStacked(!stacked)}
              testId="contacts-stacked"
            >
              <CurvesIcon />
            </Tool>
            <Tool label="The whole field (F)" onClick={() => handle?.fit()} testId="contacts-fit">
              <FitIcon />
            </Tool>
            <Tool
              label="Runs, people, spread, comparison, privacy (P)"
              pressed={tab !== null}
              onClick={() => setTab(tab === null ? 'runs' : null)}
              testId="open-panel"
            >
              <PanelIcon />
            </Tool>
          </Box>
        </Box>
        <Box sx={{ position: 'relative', minHeight: 0 }}>
          <PeopleField
            field={field}
            label={`The field. ${words}. Arrows move it, plus and minus zoom.`}
            realism={realism}
            rings={rings}
            chosen={person}
            follow={follow}
            trace={trace}
            placing={placing !== null && at === null}
            onPick={choosePerson}
            onPlace={(x, y) => void add(x, y)}
            onMoved={() => setFollow(null)}
            onHandle={setHandle}
            onFailure={setFailure}
          />
          {placing !== null && at === null && (
            <Note severity="info" testId="contacts-placing" onClose={() => setPlacing(null)}>
              {told ??
                `A click adds ${some(placing.count, 'person', 'people')}${placing.infected ? ', infected' : ''}.`}
            </Note>
          )}
          {(missing !== null || failure !== null) && (
            <Note severity={failure === null ? 'info' : 'error'} testId="contacts-missing">
              {failure ?? `${missing}.`}
            </Note>
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
          <Legend realism={realism} recorded={shown?.plan?.kind === 'recorded'} />
          <Curves
            points={curve}
            at={at}
            current={at === null ? counts : null}
            stacked={stacked}
            height={narrow ? 104 : 136}
            statistics={statistics}
            infectiousTicks={infectiousTicks(shown)}
            onSeek={(moment) => {
              dispatch({ type: 'pause' });
              dispatch({ type: 'seek', at: moment });
            }}
          />
        </Box>
      </Box>
      {panel}
    </Box>
  );
}

/** Ticks from an infection until the person passes it on no more, by the run's parameters or the usual ones. */
function infectiousTicks(simulation: Simulation | null): number {
  const { infection_cooldown: cooldown, incubation } = simulation?.plan?.parameters ?? {};
  return (
    (typeof cooldown === 'number' ? cooldown + 1 : 16) + (typeof incubation === 'number' ? incubation : 0)
  );
}

const namesOf = (text: string | null) =>
  text === null
    ? []
    : text
        .split('~')
        .filter((name) => name !== '')
        .slice(0, mostCompared);

interface NoteProps {
  severity: 'info' | 'error';
  testId: string;
  onClose?: () => void;
  children: ReactNode;
}

/** A line over the field. */
function Note({ severity, testId, onClose, children }: NoteProps) {
  return (
    <Alert
      severity={severity}
      data-testid={testId}
      {...(onClose && { onClose })}
      sx={{
        position: 'absolute',
        left: 16,
        right: 16,
        top: 12,
        py: 0,
        width: 'fit-content',
        mx: 'auto',
        boxShadow: 2,
        zIndex: 2,
      }}
    >
      {children}
    </Alert>
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
