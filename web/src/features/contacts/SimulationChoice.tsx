import { MenuItem, TextField } from '@mui/material';
import type { Simulation } from './api/contacts';

interface Props {
  simulations: readonly Simulation[];
  shown: string | null;
  onChoose: (name: string) => void;
}

/** Which simulation is shown. */
export function SimulationChoice({ simulations, shown, onChoose }: Props) {
  const names = simulations.map(({ name }) => name);
  const all = shown === null || names.includes(shown) ? names : [shown, ...names];
  return (
    <TextField
      select
      size="small"
      label="Simulation"
      value={shown ?? ''}
      onChange={(event) => onChoose(event.target.value)}
      slotProps={{
        select: { SelectDisplayProps: { 'data-testid': 'contacts-choice', title: shown ?? '' } as never },
      }}
      sx={{ minWidth: 120, maxWidth: 380, flex: '0 1 370px', '& .MuiSelect-select': { py: 0.75 } }}
    >
      {all.map((name) => {
        const state = simulations.find((s) => s.name === name)?.state;
        return (
          <MenuItem key={name} value={name}>
            {name}
            {state === undefined ? '' : ` · ${state}`}
          </MenuItem>
        );
      })}
    </TextField>
  );
}
