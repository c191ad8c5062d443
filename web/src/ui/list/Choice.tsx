import { MenuItem, TextField } from '@mui/material';

interface ChoiceProps {
  label: string;
  testId: string;
  value: string;
  choices: readonly (readonly [value: string, name: string])[];
  /** What stands for no choice; null where one must be made. */
  all?: string | null;
  onChange: (value: string) => void;
}

/** A choice among few, with or without one that stands for all. */
export function Choice({ label, testId, value, choices, all = 'all', onChange }: ChoiceProps) {
  return (
    <TextField
      select
      size="small"
      label={label}
      value={value === '' || choices.some(([v]) => v === value) ? value : ''}
      onChange={(event) => onChange(event.target.value)}
      slotProps={{
        inputLabel: { shrink: true },
        select: { displayEmpty: true, SelectDisplayProps: { 'data-testid': testId } as never },
      }}
      sx={{ minWidth: 0 }}
    >
      {all !== null && <MenuItem value="">{all}</MenuItem>}
      {choices.map(([v, name]) => (
        <MenuItem key={v} value={v}>
          {name}
        </MenuItem>
      ))}
    </TextField>
  );
}
