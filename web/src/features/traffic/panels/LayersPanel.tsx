import { Box, Divider, FormControlLabel, Slider, Switch, Typography } from '@mui/material';
import type { LayerChoice } from '../useLayerChoice';

interface Props {
  choice: LayerChoice;
  onChange: (choice: LayerChoice) => void;
}

export function LayersPanel({ choice, onChange }: Props) {
  const set = (part: Partial<LayerChoice>) => onChange({ ...choice, ...part });
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 0.5 }}>
      <Toggle
        label="Heat map"
        hint="Where many positions were reported lately"
        checked={choice.heat}
        testId="toggle-heat"
        onChange={(heat) => set({ heat })}
      />
      <Box sx={{ pl: 5.5, pr: 1, opacity: choice.heat ? 1 : 0.5 }}>
        <Labelled text="Opacity" value={`${Math.round(choice.heatOpacity * 100)} %`} />
        <Slider
          aria-label="Opacity of the heat map"
          size="small"
          min={0.1}
          max={1}
          step={0.05}
          value={choice.heatOpacity}
          disabled={!choice.heat}
          onChange={(_, value) => set({ heatOpacity: value as number })}
        />
        <Labelled text="Radius" value={choice.heatRadius === 0 ? 'off: cells' : `${choice.heatRadius} px`} />
        <Slider
          aria-label="Radius of the heat map in pixels; 0 shows the cells"
          size="small"
          min={0}
          max={40}
          step={2}
          value={choice.heatRadius}
          disabled={!choice.heat}
          onChange={(_, value) => set({ heatRadius: value as number })}
        />
      </Box>
      <Divider sx={{ my: 0.5 }} />
      <Toggle
        label="Precise positions"
        hint="Each vehicle's latest position, coloured by speed"
        checked={choice.vehicles}
        testId="toggle-vehicles"
        onChange={(vehicles) => set({ vehicles })}
      />
      <Divider sx={{ my: 0.5 }} />
      <Toggle
        label="Quadrants"
        hint="Each is a topic of its own in the log"
        checked={choice.quadrants}
        testId="toggle-quadrants"
        onChange={(quadrants) => set({ quadrants })}
      />
    </Box>
  );
}

function Labelled({ text, value }: { text: string; value: string }) {
  return (
    <Box sx={{ display: 'flex', justifyContent: 'space-between', mb: -0.5 }}>
      <Typography variant="body2">{text}</Typography>
      <Typography variant="body2" color="text.secondary">
        {value}
      </Typography>
    </Box>
  );
}

interface ToggleProps {
  label: string;
  hint: string;
  checked: boolean;
  testId: string;
  onChange: (checked: boolean) => void;
}

function Toggle({ label, hint, checked, testId, onChange }: ToggleProps) {
  return (
    <FormControlLabel
      sx={{ alignItems: 'flex-start', mr: 0 }}
      control={
        <Switch
          size="small"
          checked={checked}
          data-testid={testId}
          onChange={(event) => onChange(event.target.checked)}
          sx={{ mt: 0.25, mr: 1 }}
        />
      }
      label={
        <>
          <Typography sx={{ fontWeight: 600 }}>{label}</Typography>
          <Typography variant="body2" color="text.secondary">
            {hint}
          </Typography>
        </>
      }
    />
  );
}
