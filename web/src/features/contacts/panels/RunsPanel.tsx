import {
  Alert,
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  MenuItem,
  TextField,
  ToggleButton,
  ToggleButtonGroup,
  Typography,
} from '@mui/material';
import { useState, type FormEvent } from 'react';
import { ApiError } from '../../../api/http';
import { Facts } from '../../../ui/Card';
import { count, some } from '../../../ui/format';
import { AddIcon, BranchIcon, DeleteIcon, PlayIcon, StopIcon } from '../../../ui/icons';
import { List, ListRow } from '../../../ui/list/List';
import { useNow } from '../../../ui/useNow';
import {
  contactsApi,
  exportAddress,
  exported,
  exportFormats,
  type Exported,
  type ExportFormat,
  type Field,
  type Simulation,
} from '../api/contacts';
import { factsOf, isOurs } from '../state/simulationFacts';
import { SimulationForm } from './SimulationForm';

export interface Placing {
  infected: boolean;
  count: number;
}

interface Props {
  simulations: readonly Simulation[];
  shown: Simulation | null;
  field: Field | null;
  /** The tick at the moment shown. */
  tick: number;
  /** True when the moment shown is in the past. */
  past: boolean;
  form: 'new' | 'branch' | null;
  onForm: (form: 'new' | 'branch' | null) => void;
  onShow: (name: string | null) => void;
  onFromStart: () => void;
  placing: Placing | null;
  onPlacing: (placing: Placing | null) => void;
  /** Where people were added last, in words. */
  told: string | null;
  onAdd: (x: number, y: number) => void;
  onChanged: () => void;
}

/** The simulations: the one that is shown with what can be done with it, all others, and a new one. */
export function RunsPanel(props: Props) {
  const { simulations, shown, tick, form, onForm, onShow, onChanged } = props;
  if (form === 'new' || (form === 'branch' && shown !== null))
    return (
      <SimulationForm
        branch={form === 'branch' ? { of: shown!, tick } : null}
        onCancel={() => onForm(null)}
        onDone={(made) => {
          onForm(null);
          onChanged();
          onShow(made.name);
        }}
      />
    );
  return (
    <>
      <Button
        variant="contained"
        startIcon={<AddIcon />}
        onClick={() => onForm('new')}
        data-testid="simulation-new"
        sx={{ mb: 2 }}
      >
        New simulation
      </Button>
      {shown !== null && <Shown {...props} shown={shown} />}
      <Typography variant="h6" component="h2" sx={{ mt: 2, mb: 0.5 }}>
        {some(simulations.length, 'simulation')}
      </Typography>
      <List label="Simulations" testId="simulation-list">
        {simulations.slice(0, 100).map((simulation) => (
          <ListRow
            key={simulation.name}
            chosen={simulation.name === shown?.name}
            onClick={() => onShow(simulation.name)}
            testId="simulation-row"
            data={{ 'data-simulation': simulation.name }}
          >
            <Typography variant="body2" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
              {simulation.name}
            </Typography>
            <Typography variant="body2" color="text.secondary">
              {[
                simulation.state ?? null,
                some(simulation.counts.all, 'person', 'people'),
                `${count(simulation.counts.infected)} infected`,
                `${count(simulation.counts.dead)} dead`,
              ]
                .filter((words) => words !== null)
                .join(', ')}
            </Typography>
          </ListRow>
        ))}
      </List>
    </>
  );
}

function Shown(props: Props & { shown: Simulation }) {
  const { shown, tick, past, onForm, onFromStart, onShow, onChanged } = props;
  const now = useNow(5000);
  const [error, setError] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const running = shown.state === undefined || shown.state === 'running';
  const act = async (run: () => Promise<unknown>, then?: () => void) => {
    setError(null);
    try {
      await run();
      then?.();
    } catch (failed) {
      setError(failed instanceof ApiError ? failed.message : String((failed as Error).message));
    }
    onChanged();
  };
  const { plan } = shown;
  return (
    <Box component="section" aria-label="The simulation shown" data-testid="simulation-shown">
      <Typography variant="h6" component="h2" sx={{ overflowWrap: 'anywhere' }}>
        {shown.name}
      </Typography>
      <Facts facts={factsOf(shown, tick, now)} />
      {plan && (
        <Box component="details" sx={{ mt: 0.75 }}>
          <Typography component="summary" variant="body2" sx={{ cursor: 'pointer' }}>
            Parameters
          </Typography>
          <Facts facts={Object.entries(plan.parameters).map(([name, value]) => [name, String(value)])} />
        </Box>
      )}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, mt: 1.25 }}>
        <Button
          size="small"
          variant="outlined"
          startIcon={<PlayIcon />}
          onClick={onFromStart}
          data-testid="simulation-play"
        >
          From the start
        </Button>
        {isOurs(shown) && (
          <Button
            size="small"
            variant="outlined"
            startIcon={<BranchIcon />}
            onClick={() => onForm('branch')}
            data-testid="simulation-branch"
          >
            Branch {past ? 'from this moment' : 'from now'}
          </Button>
        )}
        {running && isOurs(shown) && (
          <Button
            size="small"
            variant="outlined"
            startIcon={<StopIcon />}
            onClick={() => void act(() => contactsApi.stop(shown.name))}
            data-testid="simulation-stop"
          >
            Stop
          </Button>
        )}
        <Button
          size="small"
          variant="outlined"
          color="error"
          startIcon={<DeleteIcon />}
          onClick={() => setAsked(true)}
          data-testid="simulation-delete"
        >
          Delete…
        </Button>
      </Box>
      {error !== null && (
        <Alert
          severity="error"
          onClose={() => setError(null)}
          sx={{ mt: 1, py: 0 }}
          data-testid="simulation-error"
        >
          {error}
        </Alert>
      )}
      {running && isOurs(shown) && !past && <AddPeople {...props} />}
      <Export name={shown.name} />
      <Dialog open={asked} onClose={() => setAsked(false)} aria-labelledby="delete-title">
        <DialogTitle id="delete-title">Delete {shown.name}?</DialogTitle>
        <DialogContent>
          What its people reported, who met and who infected whom is shown no more. This cannot be undone. The
          reports stay in the log until they are as old as it keeps them.
        </DialogContent>
        <DialogActions>
          <Button onClick={() => setAsked(false)} autoFocus>
            Keep it
          </Button>
          <Button
            color="error"
            variant="contained"
            data-testid="simulation-delete-sure"
            onClick={() => {
              setAsked(false);
              void act(
                () => contactsApi.remove(shown.name),
                () => onShow(null),
              );
            }}
          >
            Delete
          </Button>
        </DialogActions>
      </Dialog>
    </Box>
  );
}

function AddPeople({ placing, onPlacing, told, onAdd, field }: Props) {
  const [x, setX] = useState('');
  const [y, setY] = useState('');
  const at = [Number(x), Number(y)] as const;
  const wrong =
    x.trim() === '' ||
    y.trim() === '' ||
    !(
      at[0] >= 0 &&
      at[0] <= (field?.width ?? Infinity) &&
      at[1] >= 0 &&
      at[1] <= (field?.height ?? Infinity)
    );
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (!wrong) onAdd(Math.round(at[0]), Math.round(at[1]));
  };
  return (
    <Box component="section" aria-label="Add people" sx={{ mt: 1.5 }}>
      <Typography variant="subtitle2" component="h3">
        Add people
      </Typography>
      <ToggleButtonGroup
        exclusive
        size="small"
        value={placing === null ? 'off' : placing.infected ? 'infected' : 'safe'}
        onChange={(_, next: string | null) => {
          if (next !== null)
            onPlacing(next === 'off' ? null : { infected: next === 'infected', count: placing?.count ?? 1 });
        }}
        aria-label="Whom a click on the field adds"
        sx={{ mt: 0.5 }}
      >
        <ToggleButton value="off">nobody</ToggleButton>
        <ToggleButton value="safe" data-testid="add-safe">
          safe
        </ToggleButton>
        <ToggleButton value="infected" data-testid="add-infected">
          infected
        </ToggleButton>
      </ToggleButtonGroup>
      {placing !== null && (
        <Box component="form" onSubmit={add} sx={{ mt: 1 }}>
          <Typography variant="body2" sx={{ mb: 1 }}>
            Click on the field, or give a place:
          </Typography>
          <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(3, minmax(0, 1fr)) auto', gap: 1 }}>
            <Small
              label="How many"
              value={String(placing.count)}
              testId="add-count"
              onChange={(text) =>
                onPlacing({ ...placing, count: Math.min(1000, Math.max(1, Math.round(Number(text)) || 1)) })
              }
            />
            <Small label="x" value={x} onChange={setX} testId="add-x" />
            <Small label="y" value={y} onChange={setY} testId="add-y" />
            <Button type="submit" variant="outlined" disabled={wrong} data-testid="add-submit">
              Add
            </Button>
          </Box>
        </Box>
      )}
      {told !== null && (
        <Typography variant="body2" role="status" data-testid="add-told" sx={{ mt: 0.5 }}>
          {told}
        </Typography>
      )}
    </Box>
  );
}

interface SmallProps {
  label: string;
  value: string;
  testId: string;
  onChange: (text: string) => void;
}

function Small({ label, value, testId, onChange }: SmallProps) {
  return (
    <TextField
      size="small"
      label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      slotProps={{ inputLabel: { shrink: true }, htmlInput: { inputMode: 'numeric', 'data-testid': testId } }}
    />
  );
}

const whatWords: Record<Exported, string> = {
  people: 'people',
  contacts: 'contacts',
  infections: 'infections',
  timeline: 'curves',
};
const formatWords: Record<ExportFormat, string> = { csv: 'CSV', jsonl: 'JSON Lines', geojson: 'GeoJSON' };

function Export({ name }: { name: string }) {
  const [what, setWhat] = useState<Exported>('people');
  const [format, setFormat] = useState<ExportFormat>('csv');
  // Only people have places.
  const formats = exportFormats.filter((f) => f !== 'geojson' || what === 'people');
  const chosen = formats.includes(format) ? format : 'csv';
  return (
    <Box component="section" aria-label="Export" sx={{ mt: 1.5 }}>
      <Typography variant="subtitle2" component="h3" sx={{ mb: 1 }}>
        Export
      </Typography>
      <Box sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr) auto', gap: 1 }}>
        <TextField
          select
          size="small"
          label="What"
          value={what}
          onChange={(event) => setWhat(event.target.value as Exported)}
        >
          {exported.map((each) => (
            <MenuItem key={each} value={each}>
              {whatWords[each]}
            </MenuItem>
          ))}
        </TextField>
        <TextField
          select
          size="small"
          label="Format"
          value={chosen}
          onChange={(event) => setFormat(event.target.value as ExportFormat)}
        >
          {formats.map((each) => (
            <MenuItem key={each} value={each}>
              {formatWords[each]}
            </MenuItem>
          ))}
        </TextField>
        <Button
          variant="outlined"
          component="a"
          href={exportAddress(name, what, chosen)}
          download
          data-testid="export"
        >
          Save
        </Button>
      </Box>
    </Box>
  );
}
