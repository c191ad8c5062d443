import {
  Alert,
  Box,
  Button,
  FormControlLabel,
  MenuItem,
  Slider,
  Switch,
  TextField,
  Typography,
} from '@mui/material';
import { useEffect, useId, useMemo, useState, type FormEvent } from 'react';
import { ApiError, isAbort } from '../../../api/http';
import { contactsApi, type Parameter, type ParameterValue, type Simulation } from '../api/contacts';
import {
  changesOf,
  firstValues,
  fromSlider,
  ownFields,
  parametersAfter,
  problemsOf,
  scaleOf,
  toSlider,
  valuesOf,
  type Typed,
} from '../state/simulationForm';

interface Props {
  /** The run that is continued from a tick with other parameters; null for a new one. */
  branch: { of: Simulation; tick: number } | null;
  onDone: (made: Simulation) => void;
  onCancel: () => void;
}

const longestName = 64;

/** Everything of a new simulation, or of a branch of one, with sliders and the bounds that the server tells. */
export function SimulationForm({ branch: wanted, onDone, onCancel }: Props) {
  // The run goes on while the form is filled in: it is a branch of the moment at which the form was opened.
  const [branch] = useState(wanted);
  const [parameters, setParameters] = useState<Parameter[] | null>(null);
  const [typed, setTyped] = useState<Typed>({});
  const [name, setName] = useState('');
  const [tick, setTick] = useState(String(branch?.tick ?? 0));
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const before = useMemo(() => parametersAfter(branch?.of.plan, branch?.tick ?? 0), [branch]);
  useEffect(() => {
    const stop = new AbortController();
    contactsApi.parameters(stop.signal).then(
      (read) => {
        setParameters(read);
        setTyped(
          firstValues(branch === null ? [...ownFields, ...read] : read, branch === null ? {} : before),
        );
      },
      (failed: unknown) => {
        if (isAbort(failed)) return;
        setError(
          failed instanceof ApiError && failed.status === 404
            ? 'This server makes no simulations from the page.'
            : String(failed instanceof Error ? failed.message : failed),
        );
      },
    );
    return () => stop.abort();
  }, [branch, before]);

  if (parameters === null)
    return (
      <Box data-testid="simulation-form">
        {error === null ? (
          <Typography color="text.secondary">Reading the parameters…</Typography>
        ) : (
          <Alert severity="info">{error}</Alert>
        )}
        <Button onClick={onCancel} sx={{ mt: 1 }}>
          Back
        </Button>
      </Box>
    );

  const own = branch === null ? ownFields : [];
  const fields = [...own, ...parameters];
  const problems = problemsOf(fields, typed);
  const tickProblem =
    branch !== null && !/^\d{1,10}$/.test(tick.trim()) ? 'The tick is a whole number, not below 0' : null;
  const groups = [...new Set(fields.map(({ group }) => group))];
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (problems.size > 0 || tickProblem !== null || busy) return;
    setBusy(true);
    setError(null);
    const named = name.trim() === '' ? {} : { name: name.trim() };
    try {
      const made =
        branch === null
          ? await contactsApi.start({
              ...named,
              ...(valuesOf(own, typed) as { people: number; infected: number }),
              parameters: valuesOf(parameters, typed),
            })
          : await contactsApi.branch(branch.of.name, {
              ...named,
              tick: Number(tick),
              parameters: changesOf(parameters, typed, before),
            });
      onDone(made);
    } catch (failed) {
      setError(
        failed instanceof ApiError ? failed.detail || failed.title : String((failed as Error).message),
      );
      setBusy(false);
    }
  };
  return (
    <Box component="form" onSubmit={send} noValidate data-testid="simulation-form">
      <Typography variant="h6" component="h2">
        {branch === null ? 'New simulation' : `Branch of ${branch.of.name}`}
      </Typography>
      <Typography variant="body2" color="text.secondary" sx={{ mb: 1.5 }}>
        {branch === null
          ? 'The server makes a crowd that moves, meets and reports to the log.'
          : 'The run goes on from a moment with other parameters, beside the one that it is a branch of. Without changes both are the same.'}
      </Typography>
      <TextField
        fullWidth
        size="small"
        label="Name"
        placeholder="chosen by the server"
        value={name}
        onChange={(event) => setName(event.target.value)}
        slotProps={{
          inputLabel: { shrink: true },
          htmlInput: { maxLength: longestName, 'data-testid': 'form-name' },
        }}
      />
      {branch !== null && (
        <TextField
          fullWidth
          size="small"
          label="From tick"
          value={tick}
          onChange={(event) => setTick(event.target.value)}
          error={tickProblem !== null}
          helperText={tickProblem}
          slotProps={{ htmlInput: { inputMode: 'numeric', 'data-testid': 'form-tick' } }}
          sx={{ mt: 1.5 }}
        />
      )}
      {groups.map((group) => (
        <Box component="fieldset" key={group} sx={{ border: 0, m: 0, p: 0, mt: 2, minWidth: 0 }}>
          <Typography component="legend" variant="subtitle2" sx={{ p: 0 }}>
            {group}
          </Typography>
          {fields
            .filter((field) => field.group === group)
            .map((field) => (
              <Input
                key={field.name}
                field={field}
                value={typed[field.name] ?? ''}
                problem={problems.get(field.name) ?? null}
                onChange={(value) => setTyped({ ...typed, [field.name]: value })}
              />
            ))}
        </Box>
      ))}
      {error !== null && (
        <Alert severity="error" sx={{ mt: 1.5, whiteSpace: 'pre-line' }} data-testid="form-error">
          {error}
        </Alert>
      )}
      <Box
        sx={{
          display: 'flex',
          gap: 1,
          mt: 2,
          position: 'sticky',
          bottom: -16,
          py: 1,
          bgcolor: 'background.paper',
        }}
      >
        <Button
          type="submit"
          variant="contained"
          disabled={busy || problems.size > 0 || tickProblem !== null}
          data-testid="form-start"
        >
          {branch === null ? 'Start' : 'Branch'}
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </Box>
    </Box>
  );
}

interface InputProps {
  field: Parameter;
  value: ParameterValue;
  problem: string | null;
  onChange: (value: ParameterValue) => void;
}

function Input({ field, value, problem, onChange }: InputProps) {
  const id = useId();
  const { name, title, description, unit, kind, choices } = field;
  if (kind === 'boolean')
    return (
      <FormControlLabel
        control={
          <Switch
            size="small"
            checked={value === true}
            onChange={(event) => onChange(event.target.checked)}
            slotProps={{ input: { 'data-testid': `form-${name}` } as never }}
          />
        }
        label={title}
        title={description}
        sx={{ display: 'flex', ml: 1.25, mt: 1, gap: 0.5 }}
      />
    );
  if (kind === 'choice')
    return (
      <TextField
        select
        fullWidth
        size="small"
        label={title}
        value={String(value)}
        helperText={description}
        onChange={(event) => onChange(event.target.value)}
        sx={{ mt: 1.5 }}
      >
        {(choices ?? []).map((choice) => (
          <MenuItem key={choice} value={choice}>
            {choice}
          </MenuItem>
        ))}
      </TextField>
    );
  const scale = scaleOf(field);
  const number = Number(value);
  const words = (shown: number) => `${shown}${unit ? ` ${unit}` : ''}`;
  return (
    <Box sx={{ mt: 1 }}>
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: 'minmax(0, 1fr) 116px',
          columnGap: 1.5,
          alignItems: 'center',
        }}
      >
        <Box sx={{ minWidth: 0 }}>
          <Typography variant="body2" id={id} component="label">
            {title}
            {unit ? ` (${unit})` : ''}
          </Typography>
          <Slider
            size="small"
            min={toSlider(scale, scale.least)}
            max={toSlider(scale, scale.most)}
            step={scale.step}
            value={toSlider(
              scale,
              Math.min(scale.most, Math.max(scale.least, Number.isFinite(number) ? number : 0)),
            )}
            onChange={(_, place) => onChange(fromSlider(scale, place as number, kind))}
            aria-labelledby={id}
            getAriaValueText={(place) => words(fromSlider(scale, place, kind))}
            sx={{ display: 'block', ml: 0.75, width: 'calc(100% - 12px)', py: 1 }}
          />
        </Box>
        <TextField
          size="small"
          value={String(value)}
          onChange={(event) => onChange(event.target.value)}
          error={problem !== null}
          slotProps={{
            htmlInput: {
              inputMode: 'decimal',
              'aria-label': title,
              'aria-describedby': `${id}-says`,
              'data-testid': `form-${name}`,
            },
          }}
        />
      </Box>
      <Typography variant="caption" id={`${id}-says`} color={problem === null ? 'text.secondary' : 'error'}>
        {problem ?? description}
      </Typography>
    </Box>
  );
}
